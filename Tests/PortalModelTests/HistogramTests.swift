import Domain
import PortalModel
import PortalSamples
import Testing

@Suite("Bars over the log")
struct HistogramTests {
  @Test("Every call that was read is in one bar, denials in their own line too")
  func counts() {
    let entries = Sample.page().entries
    let histogram = Histogram(entries, end: Sample.now, bars: 60)
    #expect(histogram.calls.reduce(0, +) == 60)
    #expect(histogram.denied.reduce(0, +) == 10)
    #expect(histogram.allowedCount == 50 && histogram.deniedCount == 10)
    #expect(histogram.secondsPerBar == 20)
  }

  @Test("Half of the calls took the median or less, and a status from 400 on is an error")
  func numbers() {
    let histogram = Histogram(Sample.page().entries, end: Sample.now, bars: 60)
    #expect(histogram.median == 201)
    #expect(histogram.errorPercent == 20)
  }

  @Test("A log without calls has empty bars")
  func empty() {
    let histogram = Histogram(Sample.firstPage.entries, end: Sample.now, bars: 10)
    #expect(histogram.calls == Array(repeating: 0, count: 10))
    #expect(histogram.median == nil && histogram.errorPercent == nil)
  }

  @Test("Bars do not move while time passes within one")
  func steady() {
    let entries = Sample.page().entries
    let first = Histogram(entries, end: Sample.now, bars: 60)
    #expect(Histogram(entries, end: Sample.now.adding(seconds: 5), bars: 60) == first)
  }
}
