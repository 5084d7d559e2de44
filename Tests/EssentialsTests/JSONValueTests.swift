import Essentials
import Testing

@Suite struct JSONValueTests {
    private func number(_ text: String) throws -> JSONNumber {
        try #require(try JSONValue(parsing: text, limits: .small).number)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("1342004", 1_342_004),
            ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil), ("0.5", nil),
            ("123456789012345678901234567890", nil),
        ] as [(String, Int64?)])
    func wholeNumbers(text: String, value: Int64?) throws {
        #expect(try number(text).integer == value)
        #expect(try number(text).text == text)
    }

    @Test func doubles() throws {
        #expect(try number("0.1").double == 0.1)
        #expect(try number("-2.5e-3").double == -0.0025)
        #expect(try number("1e308").double == 1e308)
        #expect(try number("1e309").double == nil)
        #expect(try number("-1e309").double == nil)
        #expect(try number("1e-400").double == 0)
    }

    @Test(
        arguments: [
            ("1800000000", 1_800_000_000, 0), ("-1", -1, 0), ("1800000000.5", 1_800_000_000, 500_000_000),
            ("-0.25", -1, 750_000_000), ("1.8e9", 1_800_000_000, 0), ("9007199254740992", 9_007_199_254_740_992, 0),
            ("-9007199254740992", -9_007_199_254_740_992, 0),
        ] as [(String, Int64, Int64)])
    func numericDates(text: String, seconds: Int64, nanoseconds: Int64) throws {
        #expect(try number(text).numericDate == Instant(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        "9007199254740993", "-9007199254740993", "1e16", "1e400", "9223372036854775807", "1e308",
        "99999999999999999999999999",
    ])
    func datesTooFarAreNone(text: String) throws {
        #expect(try number(text).numericDate == nil)
    }

    @Test func aNumberHasABoundedLength() throws {
        #expect(try number("1" + String(repeating: "0", count: 63)).text.count == 64)
        #expect(throws: JSONError.self) { try number("1" + String(repeating: "0", count: 64)) }
        #expect(throws: JSONError.self) { try number("1e" + String(repeating: "9", count: 100_000)) }
    }

    @Test func membersAreFoundByTheirBytes() {
        var object: JSONObject = ["k": 1, "é": 2]
        #expect(object["\u{212A}"] == nil)
        #expect(object["e\u{301}"] == nil)
        #expect(object["é"] == 2)
        object["k"] = "new"
        object["z"] = nil
        object["é"] = nil
        object["last"] = true
        #expect(object.serialized == "{\"k\":\"new\",\"last\":true}")
        #expect(JSONObject().isEmpty && !object.isEmpty)
    }

    @Test func equalityIsOfBytesAndDigits() throws {
        #expect(JSONValue.string("K") != .string("\u{212A}"))
        #expect(JSONValue.string("é") != .string("e\u{301}"))
        #expect(try number("1.0") != number("1"))
        #expect(["a": 1, "b": 2] as JSONObject == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as JSONObject != ["a": 1])
        #expect(["a": 1] as JSONObject != ["b": 1])
        #expect([1, 2] as JSONValue != [2, 1])
        #expect(JSONValue.null != false && JSONValue.bool(false) != 0 && JSONValue.string("1") != 1)
    }

    @Test func anAccessorAnswersForItsKindOnly() {
        let values: [JSONValue] = [.null, true, 1, "s", [1], ["a": 1]]
        #expect(values.map(\.kind) == ["null", "boolean", "number", "string", "array", "object"])
        #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false])
        #expect(values.map { $0.number != nil } == [false, false, true, false, false, false])
        #expect(values.map { $0.string != nil } == [false, false, false, true, false, false])
        #expect(values.map { $0.array != nil } == [false, false, false, false, true, false])
        #expect(values.map { $0.object != nil } == [false, false, false, false, false, true])
    }

    @Test func prettyTextIsForPeople() throws {
        let value: JSONValue = ["a": [1, ["b": .null]], "c": [], "d": ["x": "y\"\u{1}"]]
        let pretty = """
            {
              "a": [
                1,
                {
                  "b": null
                }
              ],
              "c": [],
              "d": {
                "x": "y\\"\\u0001"
              }
            }
            """
        #expect(value.pretty == pretty)
        #expect(try JSONValue(parsing: pretty, limits: .small) == value)
    }
}
