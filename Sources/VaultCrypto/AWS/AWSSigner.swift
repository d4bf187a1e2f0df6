public import Domain

/// AWS Signature Version 4 (AWS IAM User Guide, "Create a signed AWS API request") with HMAC-SHA-256.
public struct AWSSigner: Sendable {
  private let accessKeyID: String
  private let key: SecretBytes
  private let scope: String
  /// The value of `X-Amz-Date`, which has to be among the signed headers.
  public let date: String

  /// - Parameters:
  ///   - time: AWS refuses a signature that is more than a few minutes old, or ahead.
  public init(
    accessKeyID: String, secretAccessKey: SecretBytes, region: String, service: String, time: Timestamp
  ) {
    self.accessKeyID = accessKeyID
    // 2015-08-30T12:36:00.000Z becomes 20150830T123600Z.
    date = time.description.filter { $0 != "-" && $0 != ":" }.prefix(15) + "Z"
    let day = String(date.prefix(8))
    scope = "\(day)/\(region)/\(service)/aws4_request"
    let start = SecretBytes("AWS4")
    unsafe secretAccessKey.withUnsafeBytes { unsafe start.append($0) }
    key = [day, region, service, "aws4_request"].reduce(start) { MAC.secret(of: Array($1.utf8), key: $0) }
  }

  /// The value of the `Authorization` header.
  public func authorization(for request: AWSRequest) -> String {
    let hash = Hexadecimal.text(SHA256Hash.of(Array(request.canonical.utf8)))
    let text = ["AWS4-HMAC-SHA256", date, scope, hash].joined(separator: "\n")
    let signature = Hexadecimal.text(MAC.of(Array(text.utf8), key: key))
    return "AWS4-HMAC-SHA256 Credential=\(accessKeyID)/\(scope), SignedHeaders=\(request.signedHeaders), "
      + "Signature=\(signature)"
  }
}
