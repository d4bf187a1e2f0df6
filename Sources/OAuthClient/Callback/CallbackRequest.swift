internal import Domain
internal import Hummingbird

/// The rules that every request meets before its query is read: a page of another site can reach a port of this machine
/// and guess its path, but it can forge neither Host nor Origin.
struct CallbackRequest {
  let method: String
  /// Path and query as they stood on the wire.
  let target: String
  let hosts: [String]
  let origins: [String]

  init(_ request: Request) {
    method = request.method.rawValue
    target = request.head.path ?? ""
    // The first Host header is the authority; a second one stays among the others.
    let others = request.headers.filter { $0.name.rawName.lowercased() == "host" }.map(\.value)
    hosts = (request.head.authority.map { [$0] } ?? []) + others
    origins = request.headers[values: .origin]
  }

  private var path: Substring { target.prefix { $0 != "?" } }

  var query: String { String(target.dropFirst(path.count).dropFirst()) }

  func refusal(at redirect: LoopbackRedirect) -> CallbackRefusal? {
    if hosts.map({ $0.lowercased() }) != [redirect.origin.authority] { return .otherHost }
    if !origins.allSatisfy({ $0 == redirect.origin.description }) { return .otherSite }
    if path != redirect.path { return .otherPath }
    if method != "GET" { return .otherMethod }
    return target.utf8.count > CallbackQuery.limit ? .tooLong : nil
  }
}
