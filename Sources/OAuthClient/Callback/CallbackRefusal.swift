/// Why a request is turned away. No text quotes anything of it.
struct CallbackRefusal: Hashable {
  let status: Int
  let title: String
  let reason: String

  init(_ status: Int, _ title: String, _ reason: String) {
    self.status = status
    self.title = title
    self.reason = reason
  }

  static let otherHost = CallbackRefusal(400, "Not accepted", "the request is meant for another host")
  static let otherSite = CallbackRefusal(403, "Not accepted", "the request comes from another site's page")
  static let otherPath = CallbackRefusal(404, "Nothing here", "the address is not the redirect's")
  static let otherMethod = CallbackRefusal(405, "Not accepted", "a redirect is answered to GET only")
  static let tooLong = CallbackRefusal(414, "Not accepted", "the address is too long")
  static let foreign = CallbackRefusal(400, "Not accepted", "this is not the answer to the attempt that runs now")
  static let usedBefore = CallbackRefusal(409, "Already received", "the answer was received before; it counts once")
  static let notAwaited = CallbackRefusal(410, "Nothing is awaited", "no attempt waits for an answer; begin a new one")
}
