import Testing

@testable import ProcessConfinement

/// Where a folder is to be seen besides its own place.
@Suite("Mounts")
struct MountTableTests {
  private let table = MountTable(
    """
    21 1 8:1 / / rw - ext4 /dev/sda1 rw
    22 21 8:2 / /home rw - ext4 /dev/sda2 rw
    23 21 8:2 /u/data /mnt/data\\040of\\040u rw - ext4 /dev/sda2 rw
    24 21 8:2 /u/data/vault /mnt/vault rw - ext4 /dev/sda2 rw
    25 21 0:30 / /tmp rw - tmpfs tmpfs rw
    """)

  @Test(
    "The same folder, what holds it and what lies in it are found",
    arguments: [
      ("/home/u/data/vault", ["/home/u/data/vault", "/mnt/data of u/vault", "/mnt/vault"]),
      ("/home/u/data", ["/home/u/data", "/mnt/data of u", "/mnt/vault"]),
      ("/mnt/vault/x", ["/home/u/data/vault/x", "/mnt/data of u/vault/x", "/mnt/vault/x"]),
      ("/home/u/other", ["/home/u/other"]), ("/tmp/vault", ["/tmp/vault"]), ("/srv/vault", ["/srv/vault"]),
    ])
  func aliases(path: String, places: [String]) {
    #expect(table.aliases(of: path).sorted() == places.sorted())
  }

  @Test("The folders on the way are those that cannot be allowed")
  func ancestors() {
    let denied = DeniedPaths(["/home/u/data/vault"], mounts: table)
    #expect(
      denied.ancestors.isSuperset(of: ["/", "/home", "/home/u", "/home/u/data", "/mnt", "/mnt/data of u"]))
    #expect(denied.ancestors.isDisjoint(with: denied.paths))
  }
}
