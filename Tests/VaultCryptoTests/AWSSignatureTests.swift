import Domain
import Testing
import VaultCrypto

@Suite("AWS Signature Version 4: AWS's published examples")
struct AWSSignatureTests {
  /// One example: what is asked for, and the signature that AWS prints.
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    var method = "GET"
    var path = "/"
    var query: String?
    var headers: [(name: String, value: String)]
    var body = ""
    var service = "s3"
    let signature: String

    var testDescription: String { name }
  }

  /// The key pair of the S3 API Reference.
  private static let s3 = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "2013-05-24T00:00:00Z")
  /// That of the IAM User Guide and of the test suite.
  private static let other = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "2015-08-30T12:36:00Z")

  private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  private static let s3Headers = [
    (name: "Host", value: "examplebucket.s3.amazonaws.com"), ("x-amz-date", "20130524T000000Z"),
  ]

  static let examples = [
    Example(
      name: "IAM User Guide: ListUsers", query: "Action=ListUsers&Version=2010-05-08",
      headers: [
        ("Host", "iam.amazonaws.com"), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("X-Amz-Date", "20150830T123600Z"),
      ], service: "iam", signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
    Example(
      name: "test suite: get-vanilla",
      headers: [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")], service: "service",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Example(
      name: "S3: GET Object", path: "/test.txt",
      headers: s3Headers + [("Range", "bytes=0-9"), ("x-amz-content-sha256", empty)],
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    Example(
      name: "S3: PUT Object", method: "PUT", path: "/test$file.text",
      headers: s3Headers + [
        ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"),
      ], body: "Welcome to Amazon S3.",
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    Example(
      name: "S3: GET Bucket Lifecycle", query: "lifecycle", headers: s3Headers + [("x-amz-content-sha256", empty)],
      signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    Example(
      name: "S3: list objects", query: "max-keys=2&prefix=J", headers: s3Headers + [("x-amz-content-sha256", empty)],
      signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
  ]

  @Test("The signature is the printed one", arguments: examples)
  func published(example: Example) throws {
    let isS3 = example.service == "s3"
    let (id, secret, date) = isS3 ? Self.s3 : Self.other
    let signer = AWSSigner(
      accessKeyID: id, secretAccessKey: SecretBytes(secret), region: "us-east-1", service: example.service,
      time: try #require(Timestamp(date)))
    let request = AWSRequest(
      method: example.method, path: isS3 ? AWSEscaping.path(example.path) : example.path,
      query: example.query.map(AWSEscaping.query), headers: example.headers, payload: .bytes(Array(example.body.utf8)),
      isS3: isS3)
    let authorization = signer.authorization(for: request)
    #expect(authorization.hasSuffix(", Signature=\(example.signature)"))
    #expect(
      authorization.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=\(id)/\(signer.date.prefix(8))/us-east-1/\(example.service)/aws4_request, "))
    let names = example.headers.map { $0.name.lowercased() }.sorted().joined(separator: ";")
    #expect(authorization.contains(" SignedHeaders=\(names), "))
  }

  @Test("The body's hash is that of its bytes, or says that it is not signed")
  func payload() {
    #expect(AWSRequest.Payload.bytes([]).hash == Self.empty)
    #expect(
      AWSRequest.Payload.bytes(Array("Welcome to Amazon S3.".utf8)).hash
        == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
    #expect(AWSRequest.Payload.unsigned.hash == "UNSIGNED-PAYLOAD")
  }

  @Test(
    "Two ways to write one request have one signature",
    arguments: [
      ("/a//b", "/a/b", "", ""), ("/", "//", "", ""), ("/x", "/x", "b=2&a=1", "a=1&b=2"),
      ("/x", "/x", "a=2&a=1", "a=1&a=2"), ("/x", "/x", "a", "a="), ("/x", "/x", "q=a+b", "q=a%20b"),
      ("/x", "/x", "q=a=b/c", "q=a%3Db%2Fc"), ("/x", "/x", "a=1&&b=2", "a=1&b=2"),
    ])
  func sameRequest(path: String, otherPath: String, query: String, otherQuery: String) throws {
    func signature(_ path: String, _ query: String) throws -> String {
      let signer = AWSSigner(
        accessKeyID: Self.other.0, secretAccessKey: SecretBytes(Self.other.1), region: "eu-west-1", service: "es",
        time: try #require(Timestamp(Self.other.2)))
      return signer.authorization(
        for: AWSRequest(
          method: "GET", path: path, query: AWSEscaping.query(query), headers: [("Host", "a.b")], payload: .bytes([]),
          isS3: false))
    }
    #expect(try signature(path, query) == signature(otherPath, otherQuery))
  }

  @Test("S3 escapes a path once, the others once more")
  func escaping() throws {
    #expect(AWSEscaping.path("/a+b/c%20d/(1)~") == "/a%2Bb/c%20d/%281%29~")
    #expect(AWSEscaping.query("a b=c*&x=%2F&plain") == "a%20b=c%2A&x=%2F&plain")
  }
}
