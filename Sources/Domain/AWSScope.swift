/// Region and service that an AWS signature is for (AWS General Reference, "Signature Version 4": the credential scope).
///
/// A part that is nil follows from the host of the call, as far as AWS's own hosts tell it.
public struct AWSScope: Hashable, Sendable {
  /// Such as `eu-central-1`.
  public var region: String?
  /// The service's signing name, such as `s3` or `execute-api`.
  public var service: String?

  public init(region: String? = nil, service: String? = nil) {
    self.region = region
    self.service = service
  }

  /// Both parts, for a call to this host; nil when one is neither given nor told by the host.
  public func resolved(for host: String) -> (region: String, service: String)? {
    let derived = Self.derived(from: host)
    guard let region = region ?? derived?.region, let service = service ?? derived?.service else { return nil }
    return (region, service)
  }

  /// How it reads on a screen.
  var summary: String {
    "AWS signature, \(service ?? "service by host") in \(region ?? "region by host")"
  }

  /// What is wrong with the given parts, in words.
  var problem: String? {
    if let region, !Self.isWord(region) { return "\(Printable.text(region, limit: 40)) is no AWS region" }
    if let service, !Self.isWord(service) { return "\(Printable.text(service, limit: 40)) is no AWS service" }
    return nil
  }

  private static func isWord(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
  }

  // MARK: AWS's own hosts

  /// `service.region.amazonaws.com` with whatever stands before it, the global services, and S3's older forms.
  static func derived(from host: String) -> (region: String, service: String)? {
    guard let suffix = suffixes.first(where: host.hasSuffix) else { return nil }
    var labels = host.dropLast(suffix.count).split(separator: ".").map(String.init)
    guard let last = labels.popLast() else { return nil }
    if isRegion(last) {
      if labels.last == "dualstack" || labels.last == "fips" { labels.removeLast() }
      guard let service = labels.popLast() else { return nil }
      return (last, signingName(service))
    }
    // OpenSearch and a few older services write the region first.
    if let region = labels.last, isRegion(region) { return (region, signingName(last)) }
    if last.hasPrefix("s3-"), isRegion(String(last.dropFirst(3))) { return (String(last.dropFirst(3)), "s3") }
    guard suffix == suffixes[0], global.contains(last) else { return nil }
    return ("us-east-1", last)
  }

  private static let suffixes = [".amazonaws.com", ".amazonaws.com.cn"]

  /// Services that answer at one host for the whole world and are signed for us-east-1.
  private static let global: Set<String> = [
    "s3", "sts", "iam", "cloudfront", "route53", "organizations", "budgets", "savingsplans", "waf",
  ]

  /// The hosts whose first label is not the name that is signed.
  private static let names = [
    "appconfigdata": "appconfig", "appstream2": "appstream", "appsync-api": "appsync", "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock", "bedrock-data-automation": "bedrock",
    "bedrock-data-automation-runtime": "bedrock", "bedrock-runtime": "bedrock", "cassandra-streams": "cassandra",
    "cloudhsmv2": "cloudhsm", "cloudsearchdomain": "cloudsearch", "email": "ses", "forecastquery": "forecast",
    "ivsrealtime": "ivs", "mail-manager": "ses", "marketplace": "aws-marketplace", "memory-db": "memorydb",
    "models-v2-lex": "lex", "personalize-events": "personalize", "personalize-runtime": "personalize",
    "pinpoint": "mobiletargeting", "runtime-v2-lex": "lex", "s3-control": "s3",
  ]

  private static func signingName(_ label: String) -> String {
    let name = label.hasSuffix("-fips") ? String(label.dropLast(5)) : label
    return names[name] ?? name
  }

  /// `us-east-1`, `ap-southeast-2`, `us-gov-west-1`.
  private static func isRegion(_ label: String) -> Bool {
    let parts = label.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count >= 3 && parts[0].utf8.count == 2 && parts.last?.utf8.count == 1
      && parts.last?.allSatisfy(\.isNumber) == true
      && parts.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }
  }
}
