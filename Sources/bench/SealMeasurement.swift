internal import Domain
internal import VaultCrypto

/// One credential sealed under a key of its own and opened again, as a record is: a derivation and AES-256-GCM each way.
enum SealMeasurement {
  static func run() throws {
    let root = try Random.secret(32)
    let value = SecretBytes("demo_0123456789abcdef0123456789abcdef")
    let binding = try Random.bytes(220)
    var measurement = Measurement("one seal and unseal")
    for _ in 0..<5000 {
      try measurement.timeBlocking {
        let salt = try Random.bytes(16)
        let sealing = try HKDF.derive(root, salt: salt, info: binding)
        let box = try AEAD.seal(value, key: sealing, aad: binding)
        let opening = try HKDF.derive(root, salt: salt, info: binding)
        _ = try AEAD.open(box, key: opening, aad: binding)
      }
    }
    measurement.report(goal: .microseconds(20))
  }
}
