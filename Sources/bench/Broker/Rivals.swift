internal import Foundation
internal import Glibc

/// What Gatehouse is compared with: nginx as the provider, and nginx and Caddy as proxies that add the same header.
struct Rivals {
  let folder: String
  static let header = "Bearer demo_token_of_the_bench"

  /// Answers `/2` with 2 bytes and `/10240` with 10 KiB.
  func provider(port: UInt16) throws -> ServerProcess {
    for size in [2, 10_240] {
      try Data(repeating: UInt8(ascii: "x"), count: size).write(to: URL(fileURLWithPath: "\(folder)/\(size)"))
    }
    return try nginx("provider", port: port, log: "off", server: "root \(folder); default_type text/plain;")
  }

  /// - Parameter isSynced: each line of its log is on the disk before the next request is taken, as Gatehouse's is.
  func nginx(port: UInt16, to provider: UInt16, isSynced: Bool) throws -> ServerProcess {
    let server = """
      location / {
          proxy_pass http://provider;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Authorization "\(Self.header)";
        }
      """
    let upstream = "upstream provider { server 127.0.0.1:\(provider); keepalive 128; }"
    guard isSynced else { return try nginx("proxy", port: port, log: "off", upstream: upstream, server: server) }
    return try nginx(
      "synced", port: port, log: "\(folder)/synced.access.log", upstream: upstream, server: server,
      preload: try syncingWrites())
  }

  func caddy(_ program: String, port: UInt16, to provider: UInt16) throws -> ServerProcess {
    let file = "\(folder)/Caddyfile"
    let text = """
      {
        admin off
        auto_https off
        persist_config off
        log {
          level ERROR
        }
      }
      http://127.0.0.1:\(port) {
        reverse_proxy 127.0.0.1:\(provider) {
          header_up Authorization "\(Self.header)"
        }
      }
      """
    try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: file))
    return try ServerProcess(
      ChildProcess(
        program: program, arguments: ["run", "--config", file, "--adapter", "caddyfile"],
        environment: ["HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder]),
      port: port, log: "\(folder)/caddy.log")
  }

  private func nginx(
    _ name: String, port: UInt16, log: String, upstream: String = "", server: String, preload: String? = nil
  ) throws -> ServerProcess {
    let file = "\(folder)/\(name).conf"
    let text = """
      worker_processes 1;
      daemon off;
      pid \(folder)/\(name).pid;
      error_log stderr crit;
      events { worker_connections 1024; }
      http {
        access_log \(log);
        client_body_temp_path \(folder)/\(name).body;
        proxy_temp_path \(folder)/\(name).proxy;
        fastcgi_temp_path \(folder)/\(name).fastcgi;
        uwsgi_temp_path \(folder)/\(name).uwsgi;
        scgi_temp_path \(folder)/\(name).scgi;
        keepalive_requests 1000000;
        \(upstream)
        server {
          listen 127.0.0.1:\(port);
          \(server)
        }
      }
      """
    // Its worker gives root up, and must still read what it serves.
    try Data("\(getuid() == 0 ? "user root;\n" : "")\(text)\n".utf8).write(to: URL(fileURLWithPath: file))
    return try ServerProcess(
      ChildProcess(
        program: "/usr/sbin/nginx", arguments: ["-c", file, "-p", folder],
        environment: preload.map { ["LD_PRELOAD": $0] } ?? [:]),
      port: port, log: "\(folder)/\(name).log")
  }

  /// nginx cannot sync its log by itself: a library that syncs after each write to an ordinary file.
  private func syncingWrites() throws -> String {
    let (source, library) = ("\(folder)/synced.c", "\(folder)/synced.so")
    let text = """
      #define _GNU_SOURCE
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      ssize_t write(int fd, const void *bytes, size_t count) {
        ssize_t written = syscall(SYS_write, fd, bytes, count);
        struct stat status;
        if (written > 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) fdatasync(fd);
        return written;
      }
      """
    try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: source))
    try ChildProcess(
      program: "/usr/bin/env", arguments: ["cc", "-shared", "-fPIC", "-o", library, source],
      environment: ProcessInfo.processInfo.environment
    ).run()
    return library
  }
}
