import Domain
import Testing

@Suite("Region and service of an AWS host")
struct AWSScopeTests {
  @Test(
    "AWS's own hosts tell them",
    arguments: [
      ("s3.eu-central-1.amazonaws.com", "s3 eu-central-1"), ("s3.amazonaws.com", "s3 us-east-1"),
      ("my.bucket.s3.ap-southeast-2.amazonaws.com", "s3 ap-southeast-2"), ("bucket.s3.amazonaws.com", "s3 us-east-1"),
      ("bucket.s3.dualstack.eu-west-1.amazonaws.com", "s3 eu-west-1"), ("s3-us-west-2.amazonaws.com", "s3 us-west-2"),
      ("sts.amazonaws.com", "sts us-east-1"), ("sts.us-gov-west-1.amazonaws.com", "sts us-gov-west-1"),
      ("kms-fips.us-east-2.amazonaws.com", "kms us-east-2"),
      (
        "ab12.execute-api.eu-west-1.amazonaws.com",
        "execute-api eu-west-1"
      ), ("search-x.eu-west-1.es.amazonaws.com", "es eu-west-1"),
      ("email.eu-west-1.amazonaws.com", "ses eu-west-1"), ("sqs.cn-north-1.amazonaws.com.cn", "sqs cn-north-1"),
      ("bedrock-runtime.us-east-1.amazonaws.com", "bedrock us-east-1"),
    ])
  func derived(host: String, expected: String) throws {
    let scope = try #require(AWSScope().resolved(for: host))
    #expect("\(scope.service) \(scope.region)" == expected)
  }

  @Test(
    "Any other host tells nothing, however it looks",
    arguments: [
      "minio.example.com", "s3.eu-central-1.amazonaws.com.evil.example", "amazonaws.com", "unknown.amazonaws.com",
      "s3.eu-central-1.notamazonaws.com", "127.0.0.1", "eu-west-1.amazonaws.com", "sts.amazonaws.com.cn",
    ])
  func unknown(host: String) {
    #expect(AWSScope().resolved(for: host) == nil)
    #expect(AWSScope(region: "eu-west-1").resolved(for: host) == nil)
    let given = AWSScope(region: "eu-west-1", service: "s3").resolved(for: host)
    #expect(given?.region == "eu-west-1" && given?.service == "s3")
  }

  @Test("What is given goes before what the host tells")
  func given() {
    let scope = AWSScope(service: "s3express").resolved(for: "b.s3.eu-west-1.amazonaws.com")
    #expect(scope?.service == "s3express" && scope?.region == "eu-west-1")
  }
}
