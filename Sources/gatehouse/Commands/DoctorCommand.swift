internal import ArgumentParser
internal import Domain

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check the installation, and say how to mend it.",
    discussion: """
      Exits 1 when something is broken. A warning alone is no failure.

      Example:
        gatehouse doctor
      """)

  @OptionGroup var json: JSONOption

  func run() async throws {
    let findings = await Checkup.run()
    if json.isOn {
      let document = JSON.array(
        findings.map { finding in
          [
            "check": .string(finding.check), "result": .string(finding.result.rawValue),
            "found": .string(finding.found),
            "remedy": .string(finding.remedy),
          ]
        })
      try Output.line(document.text())
    } else {
      for finding in findings {
        let result = finding.result.rawValue
        let padding = String(repeating: " ", count: 6 - result.count)
        let name = finding.check + String(repeating: " ", count: max(1, 16 - finding.check.count))
        try Output.line(result + padding + name + Printable.text(finding.found))
        if !finding.remedy.isEmpty {
          try Output.line(String(repeating: " ", count: 22) + Printable.text(finding.remedy))
        }
      }
    }
    if findings.contains(where: { $0.result == .bad }) { throw EndedWith(status: .failure) }
  }
}
