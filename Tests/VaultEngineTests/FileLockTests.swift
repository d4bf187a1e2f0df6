import Domain
import Glibc
import Testing

@testable import VaultEngine

@Suite("A lock file")
struct FileLockTests {
  @Test("is free as soon as its lock is given back, though a child that is just starting has a copy of its descriptor")
  func copies() async throws {
    try await TemporaryVault.with { it in
      let path = it.folder + "/lock"
      let descriptor: @Sendable () -> Int32? = {
        (3..<1024).first { file in
          var status = stat()
          var named = stat()
          return fstat(file, &status) == 0 && stat(path, &named) == 0 && status.st_ino == named.st_ino
        }
      }
      var held: FileLock? = try FileLock(path, waiting: false)
      let copy = dup(try #require(descriptor()))
      defer { close(copy) }
      #expect(throws: VaultError.self) { try FileLock(path, waiting: false) }
      withExtendedLifetime(held) {}
      held = nil
      _ = try FileLock(path, waiting: false)
    }
  }
}
