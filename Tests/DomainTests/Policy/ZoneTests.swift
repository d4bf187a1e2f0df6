import Domain
import Foundation
import Testing

@Suite("Time zones and windows")
struct ZoneTests {
  @Test(
    "The local clock is that of Foundation around every change of three years and far away from them",
    arguments: [
      "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo",
      "Africa/Casablanca",
      "Pacific/Apia", "Europe/Dublin", "Antarctica/Troll", "America/Havana",
    ])
  func offsets(_ name: String) throws {
    let zone = try #require(ZoneSource.system.zone(name))
    let reference = try #require(TimeZone(identifier: name))
    var time = try #require(Timestamp("2023-01-01"))
    let end = try #require(Timestamp("2026-01-01"))
    var wrong = 0
    while time < end {
      if zone.offset(at: time) != Int64(reference.secondsFromGMT(for: date(time))) { wrong += 1 }
      time = time.adding(seconds: 1800)
    }
    #expect(wrong == 0)
    for text in ["1950-07-01", "1987-06-15T12:00:00Z", "2024-02-29", "2060-01-15", "2060-07-15"] {
      let time = try #require(Timestamp(text))
      #expect(zone.offset(at: time) == Int64(reference.secondsFromGMT(for: date(time))), "\(text)")
    }
  }

  private func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: Double(time.seconds)) }

  @Test(
    "The change itself belongs to the new offset, the second before to the old one",
    arguments: [
      ("2026-03-29T00:59:59Z", 3600), ("2026-03-29T01:00:00Z", 7200), ("2026-10-25T00:59:59Z", 7200),
      ("2026-10-25T01:00:00Z", 3600), ("2071-03-29T00:59:59Z", 3600), ("2071-03-29T01:00:00Z", 7200),
    ])
  func edges(_ text: String, _ offset: Int64) throws {
    let zone = try #require(ZoneSource.system.zone("Europe/Berlin"))
    #expect(zone.offset(at: try #require(Timestamp(text))) == offset)
  }

  @Test(
    "A name that leaves the folder, or that nobody knows, is no zone",
    arguments: ["../passwd", "Mars/Olympus", "", "/etc/passwd", "Europe"])
  func unknown(_ name: String) { #expect(ZoneSource.system.zone(name) == nil) }

  @Test(
    "the machine's zone is what TZ names; what TZ names wrongly counts for nothing",
    arguments: [
      ("Europe/Berlin", "Europe/Berlin"), (":Asia/Tokyo", "Asia/Tokyo"),
      ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"), ("UTC", "UTC"),
    ])
  func machine(tz: String, name: String) { #expect(ZoneSource.machineName(tz: tz) == name) }

  @Test("without TZ the machine's zone is one that it knows", arguments: [nil, "", "../etc/passwd", "CET-1CEST"])
  func machineWithoutTZ(tz: String?) { #expect(ZoneSource.system.zone(ZoneSource.machineName(tz: tz)) != nil) }

  @Test("A file that is cut short or is something else is no zone")
  func damaged() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin"))
    #expect(ZoneRules(tzif: Array(whole)) != nil)
    for length in 0..<whole.count where ZoneRules(tzif: Array(whole.prefix(length))) != nil {
      Issue.record("\(length) of \(whole.count) bytes were taken for a whole file")
    }
    #expect(ZoneRules(tzif: Array("no zone".utf8)) == nil)
  }

  @Test(
    "Office hours follow the local clock over the change to summer time and back",
    arguments: [
      ("2026-03-27T08:00:00Z", true), ("2026-03-27T07:59:59Z", false), ("2026-03-30T07:00:00Z", true),
      ("2026-03-30T06:59:59Z", false), ("2026-03-30T15:00:00Z", false), ("2026-03-28T10:00:00Z", false),
      ("2026-10-26T08:00:00Z", true), ("2026-10-26T07:30:00Z", false),
    ])
  func office(_ text: String, _ isInside: Bool) throws {
    let window = try #require(TimeWindow(days: 0..<5, start: 540, end: 1020, zone: "Europe/Berlin"))
    #expect(try contains(window, text) == isInside)
  }

  @Test(
    "A window over midnight belongs to the day on which it begins, also in the night that has 25 hours",
    arguments: [
      ("2026-10-24T20:00:00Z", true), ("2026-10-25T00:30:00Z", true), ("2026-10-25T01:30:00Z", true),
      ("2026-10-25T05:00:00Z", false), ("2026-10-25T20:00:00Z", false), ("2026-10-24T01:00:00Z", false),
    ])
  func night(_ text: String, _ isInside: Bool) throws {
    let saturdayNight = try #require(TimeWindow(days: [5], start: 1320, end: 360, zone: "Europe/Berlin"))
    #expect(try contains(saturdayNight, text) == isInside)
  }

  private func contains(_ window: TimeWindow, _ text: String) throws -> Bool {
    let zone = try #require(ZoneSource.system.zone(window.zone))
    return window.contains(zone.local(try #require(Timestamp(text))))
  }

  @Test("Dates and weekdays are those of the calendar over seven hundred years")
  func calendar() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for day in stride(from: Int64(-109_572), to: 146_097, by: 37) {
      let time = CivilTime(localSeconds: day * 86_400 + 3601)
      let date = Date(timeIntervalSince1970: Double(day * 86_400))
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
      #expect(time.year == Int64(parts.year ?? 0) && time.month == Int64(parts.month ?? 0))
      #expect(time.day == Int64(parts.day ?? 0) && time.weekday == ((parts.weekday ?? 0) + 5) % 7)
      #expect(CivilTime.dayNumber(year: time.year, month: time.month, day: time.day) == day && time.secondOfDay == 3601)
    }
  }

  @Test("Days and hours read back as they print")
  func texts() throws {
    #expect(TimeWindow.days("fri-mon") == [0, 4, 5, 6] && TimeWindow.days("Mon,Wed") == [0, 2])
    #expect(TimeWindow.days("Mon-") == nil && TimeWindow.days("Mo") == nil && TimeWindow.days("Mon-Tue-Wed") == nil)
    #expect(TimeWindow.hours("09:00-17:30")! == (540, 1050) && TimeWindow.hours("22:00-00:00")! == (1320, 1440))
    for wrong in ["9:00-17:00", "09:00", "09:60-10:00", "24:01-25:00", "10:00-10:00", "-1:00-02:00"] {
      #expect(TimeWindow.hours(wrong) == nil, "\(wrong)")
    }
    let window = try #require(TimeWindow(days: [0, 1, 2, 4, 6], start: 0, end: 1440))
    #expect(window.daysText == "Mon-Wed,Fri,Sun" && window.hoursText == "00:00-24:00")
  }
}
