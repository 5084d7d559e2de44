/// Where the parts of a request head stood in the library's buffer, as distances from the method.
///
/// libmicrohttpd 0.9.75 hides what it does not like: a value is cut at a NUL, a folded line is glued to the
/// *name* of the field before it, bare line feeds, double spaces and lines without a name pass. It leaves each
/// part where it was received, though, so that a head is as it was sent exactly when the parts lie one behind
/// the other with nothing but the required separators between.
struct HeadLayout: Sendable {
    var target: Int
    var version: Int
    var fields: [(name: Int, value: Int)]
    /// Bytes of the whole head as the library counted them.
    var size: Int

    /// True where the parts fill the head without a gap: one space within the request line, CR LF behind each
    /// line and once more at the end.
    func fits(_ raw: RawRequestHead) -> Bool {
        guard target == raw.method.count + 1, version == target + raw.target.count + 1,
            fields.count == raw.fields.count
        else { return false }
        var end = version + raw.version.count
        for (place, field) in zip(fields, raw.fields) {
            // A colon, and white space that belongs to neither, may stand between name and value.
            guard place.name == end + 2, place.value > place.name + field.name.count else { return false }
            end = place.value + field.value.count
        }
        return size == end + 4
    }
}
