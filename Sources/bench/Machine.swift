internal import Domain
internal import Foundation
internal import Glibc

/// What the figures were measured on.
enum Machine {
  static var summary: String {
    var loads = [0.0, 0.0, 0.0]
    getloadavg(&loads, 3)
    let load = loads.map { "\(($0 * 10).rounded() / 10)" }.joined(separator: " ")
    return "\(Timestamp.now())  \(ProcessInfo.processInfo.activeProcessorCount) cores, load \(load)"
  }
}
