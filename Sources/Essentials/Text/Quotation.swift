/// A stranger's text on its way into a sentence for the operator: short, and without characters that
/// could end the line, the quotation or the direction of reading.
package func quoted(_ text: String) -> String {
    let limit = 200
    var out = ""
    var count = 0
    for scalar in text.unicodeScalars {
        guard count < limit else { return "`\(out)…`" }
        count += 1
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            out += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            if scalar == "`" || scalar == "\\" {
                out += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
    }
    return "`\(out)`"
}

/// Several of them; of many only the first.
package func quoted(_ texts: [String]) -> String {
    let limit = 8
    let shown = texts.prefix(limit).map { quoted($0) }.joined(separator: ", ")
    return texts.count > limit ? "\(shown) and \(texts.count - limit) more" : shown
}
