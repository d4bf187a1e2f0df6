import Domain
import Foundation
import LocalServers
import VaultCrypto

/// What a service does with a signed request: computes the signature of what arrived, and compares. Written from the
/// description of Signature Version 4, beside the code that signs.
struct AWSVerifier {
  let secretKey: String
  let service: String

  /// Why the request is not authentic; nil when it is.
  func problem(with request: RequestLog.Entry, body: [UInt8]) -> String? {
    guard let authorization = request.header("Authorization"), authorization.hasPrefix("AWS4-HMAC-SHA256 ") else {
      return "it has no signature"
    }
    var parts: [String: String] = [:]
    for part in authorization.dropFirst("AWS4-HMAC-SHA256 ".count).components(separatedBy: ", ") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { parts[pair[0]] = pair[1] }
    }
    guard let credential = parts["Credential"]?.split(separator: "/").map(String.init), credential.count == 5,
      let names = parts["SignedHeaders"]?.split(separator: ";").map(String.init),
      let date = request.header("X-Amz-Date")
    else { return "the signature is not complete" }
    guard request.header("X-Amz-Content-Sha256") == hex(SHA256Hash.of(body)) else { return "the body's hash is wrong" }
    let arriving = request.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-amz-") } + ["host"]
    guard Set(arriving).isSubset(of: names), names == names.sorted() else { return "a header is not signed" }

    var canonical = "\(request.method)\n\(path(of: request.target))\n\(query(of: request.target))\n"
    for name in names {
      let value = (name == "host" ? request.authority ?? request.header("Host") : request.header(name)) ?? ""
      canonical += "\(name):\(value.components(separatedBy: " ").filter { !$0.isEmpty }.joined(separator: " "))\n"
    }
    canonical += "\n\(names.joined(separator: ";"))\n\(hex(SHA256Hash.of(body)))"
    let scope = credential.dropFirst().joined(separator: "/")
    let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(hex(SHA256Hash.of(Array(canonical.utf8))))"
    var key = Array("AWS4\(secretKey)".utf8)
    for step in credential.dropFirst() { key = MAC.of(Array(step.utf8), key: SecretBytes(key)) }
    guard hex(MAC.of(Array(text.utf8), key: SecretBytes(key))) == parts["Signature"] else {
      return "the signature is wrong for:\n\(canonical)"
    }
    return credential[3] == service ? nil : "it is signed for another service"
  }

  /// S3 escapes what it decoded; the others escape what they got, after folding slashes.
  private func path(of target: String) -> String {
    let path = String(target.prefix { $0 != "?" })
    if service == "s3" { return escaped(path.removingPercentEncoding ?? "", keeping: "/") }
    let folded = path.replacingOccurrences(of: "//", with: "/")
    return escaped(folded, keeping: "/")
  }

  private func query(of target: String) -> String {
    guard let mark = target.firstIndex(of: "?") else { return "" }
    let pairs = target[target.index(after: mark)...].split(separator: "&").map { part in
      let pair = part.split(separator: "=", maxSplits: 1).map { escaped($0.removingPercentEncoding ?? "", keeping: "") }
      return "\(pair[0])=\(pair.count > 1 ? pair[1] : "")"
    }
    return pairs.sorted().joined(separator: "&")
  }

  private func escaped(_ text: String, keeping kept: String) -> String {
    let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: unreserved + kept)) ?? ""
  }

  private func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
}
