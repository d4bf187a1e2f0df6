internal import CLinux
internal import Dispatch
internal import Glibc
internal import ProcessConfinement

/// Signals that are meant for the program that this one runs. Those of the terminal reach it without help.
struct ForwardedSignals {
  private let arrivals: Int32

  /// From now on none of them ends this process; what comes before there is a program waits for it.
  static func caught() throws(Failure) -> ForwardedSignals {
    let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGUSR1, SIGUSR2]
    let arrivals = unsafe clinux_catch_signals(numbers, Int32(numbers.count))
    guard arrivals >= 0 else { throw Failure(.failure, "signals cannot be caught", hint: "close some files") }
    return ForwardedSignals(arrivals: arrivals)
  }

  func forward(to process: ConfinedProcess) {
    let arrivals = arrivals
    DispatchQueue(label: "forwarded signals").async {
      var number: UInt8 = 0
      while true {
        let count = unsafe read(arrivals, &number, 1)
        if count < 0 && errno == EINTR { continue }
        guard count == 1 else { break }
        process.signal(Int32(number))
      }
      close(arrivals)
    }
  }

  func release() { clinux_release_signals() }
}
