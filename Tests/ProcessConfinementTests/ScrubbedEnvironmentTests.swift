import Testing

@testable import ProcessConfinement

/// What of an environment a program gets.
@Suite("A scrubbed environment")
struct ScrubbedEnvironmentTests {
  @Test("What runs programs stays")
  func kept() {
    let environment = [
      "PATH": "/usr/bin:/bin", "HOME": "/home/mia", "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C",
      "PWD": "/src", "SHELL": "/bin/bash", "EDITOR": "vim", "GOPATH": "/go", "DISPLAY": ":0", "NODE_ENV": "test",
      "XDG_SESSION_ID": "2", "KEYBOARD_LAYOUT": "de", "MONKEYS_SEEN": "3", "HTTP_PROXY": "http://proxy:3128",
      "DATABASE_URL": "postgres://localhost/test", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
      "GIT_CONFIG_VALUE_0": "*",
    ]
    let scrubbed = ScrubbedEnvironment(environment)
    #expect(scrubbed.variables == environment)
    #expect(scrubbed.removed == [])
  }

  @Test(
    "Names that say secret go",
    arguments: [
      "GITHUB_TOKEN", "OPENAI_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN",
      "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "SSHPASS", "GOOGLE_APPLICATION_CREDENTIALS", "APIKEY", "MyApiKey",
      "stripe_secret", "SSH_AUTH_SOCK", "GIT_ASKPASS", "SENTRY_DSN", "SLACK_WEBHOOK", "GATEHOUSE_HOME",
      "GATEHOUSE_PASSPHRASE_FILE", "SESSION_COOKIE", "JWT", "GH_PAT",
    ])
  func names(name: String) {
    let scrubbed = ScrubbedEnvironment([name: "x", "PATH": "/bin"])
    #expect(scrubbed.removed == [name])
    #expect(scrubbed.variables == ["PATH": "/bin"])
    #expect(ScrubbedEnvironment([name: "x"], keeping: [name]).removed == [])
  }

  @Test(
    "Values that are secrets go, whatever they are called",
    arguments: [
      "postgres://mia:hunter2@db/test", "x https://a:b@c/d", "-----BEGIN PRIVATE KEY-----\nx", "Bearer abc",
      "Authorization: x", "ghp_0123456789abcdefghij0123456789abcdef", "key=sk-0123456789abcdefghijklmn",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    ])
  func values(value: String) {
    #expect(ScrubbedEnvironment(["NOTE": value]).removed == ["NOTE"])
  }

  @Test("The catalogue is asked about the rest")
  func catalogue() {
    let scrubbed = ScrubbedEnvironment(["A": "one", "B": "two", "PATH": "two"]) { $0 == "two" }
    #expect(scrubbed.removed == ["B"])
  }

  @Test("Git's settings go together, or stay")
  func git() {
    let environment = [
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader",
      "GIT_CONFIG_VALUE_0": "Authorization: Basic eDp5",
    ]
    #expect(ScrubbedEnvironment(environment).removed == environment.keys.sorted())
  }
}
