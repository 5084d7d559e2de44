import Essentials
import Testing

@testable import SAML

@Suite("The times of metadata")
struct MetadataTimeTests {
    @Test(
        "an instant, with and without a zone",
        arguments: [
            ("2030-01-01T00:00:00Z", 1_893_456_000), (" 2030-01-01T00:00:00.999Z\n", 1_893_456_000),
            ("2030-01-01T00:00:00", 1_893_456_000), ("2030-01-01T02:00:00+02:00", 1_893_456_000),
            ("2029-12-31T19:30:00.25-04:30", 1_893_456_000),
        ])
    func instants(text: String, seconds: Int64) { #expect(MetadataTime.instant(text)?.seconds == seconds) }

    @Test(
        "what is no instant",
        arguments: [
            "", "Z", "2030-01-01", "2030-13-01T00:00:00Z", "2030-01-01t00:00:00Z", "2030-01-01 00:00:00Z",
            "2030-01-01T00:00:00ZZ", "2030-01-01T00:00Z", "+2030-01-01T00:00:00Z", "2030-01-01T00:00:00+0200",
        ])
    func noInstant(text: String) { #expect(MetadataTime.instant(text) == nil) }

    @Test(
        "a duration",
        arguments: [
            ("PT0S", 0), ("PT6H", 21_600), ("P1D", 86_400), ("P7DT12H30M5S", 649_805), ("PT1.75S", 1),
            ("P1Y2M3D", 31_536_000 + 5_184_000 + 259_200), ("P1M", 2_592_000), ("PT1M", 60), (" PT604800S ", 604_800),
        ])
    func durations(text: String, seconds: Int64) { #expect(MetadataTime.duration(text) == .seconds(seconds)) }

    @Test(
        "what is no duration, or one from before the document",
        arguments: [
            "", "P", "PT", "P1DT", "1D", "-P1D", "P-1D", "P1H", "PT1D", "P1D2Y", "PT1M2H", "P1DT1HT1M", "P1.5D",
            "PT1S1S", "P1W", "PT99999999999S", "P2000Y", "PT.5S", "PT5.S",
        ])
    func noDuration(text: String) { #expect(MetadataTime.duration(text) == nil) }
}
