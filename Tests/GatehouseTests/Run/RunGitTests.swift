import Foundation
import LocalServers
import Testing

@Suite("git inside of gatehouse run")
struct RunGitTests {
  @Test("It clones and pushes over HTTP by a grant that is bound to the host, and holds no credential")
  func cloneAndPush() async throws {
    let home = try await Home.withVault()
    let work = try home.makeWorkFolder()
    let repositories = work + "/served"
    try Self.git(["init", "--quiet", "--bare", repositories + "/project.git"], in: work)
    let server = try await GitServer.start(root: repositories, authorization: "Token value-1")
    try await home.addToken("code", origin: server.origin)
    let url = "\(server.origin)/project.git"

    let ended = await home.run(
      ["--grant", "code"],
      shell: """
        set -e
        cd '\(work)'
        git clone --quiet '\(url)' copy
        cd copy
        git config user.name Mia
        git config user.email mia@example.com
        echo one > file
        git add file
        git commit --quiet -m one
        git push --quiet origin HEAD:refs/heads/main
        cd ..
        git clone --quiet --branch main '\(url)' again
        cat again/file
        git -C again remote get-url --all origin > remotes
        cat again/.git/config
        """)
    #expect(ended.status == 0, "\(ended.errorText)")
    #expect(ended.text.hasPrefix("one\n"), "\(ended.text)\(ended.errorText)")
    // The copy remembers where it came from, and not how it got there.
    #expect(ended.text.contains("url = \(url)") && !ended.text.contains("alter_") && !ended.text.contains("/g/"))

    let outside = await home.run(
      ["--grant", "code"], shell: "unset GIT_CONFIG_COUNT; git ls-remote '\(url)' < /dev/null")
    #expect(outside.status != 0)
    let calls = try await home.run("audit", "list", "--json").lines()
    #expect(calls.contains { $0["path"] as? String == "/project.git/git-receive-pack" }, "\(calls.suffix(4))")
    await home.run("lock")
    await server.stop()
  }

  private struct Failed: Error {}

  private static func git(_ arguments: [String], in folder: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
  }
}
