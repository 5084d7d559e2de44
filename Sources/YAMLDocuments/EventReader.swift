import CYAML
import Essentials

/// libyaml's parser and the bytes it reads, owned together. It refuses what this house does not read:
/// anchors, aliases, tags.
final class EventReader {
    struct Event {
        enum Kind {
            case documentStart
            case scalar(String, isPlain: Bool)
            case sequenceStart
            case mappingStart
            /// Of a sequence or a mapping.
            case end
            case streamEnd
        }
        let kind: Kind
        let place: YAMLPlace
    }

    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let bytes: [UInt8]

    /// Starts at the first of these bytes, which are UTF-8.
    init(_ bytes: [UInt8]) throws(YAMLError) {
        self.bytes = bytes
        input = .allocate(capacity: max(bytes.count, 1))
        _ = input.update(fromContentsOf: bytes)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else { throw .outOfMemory }
        // Said outright, so that no byte-order mark makes libyaml read UTF-16.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    // After a failed initialisation everything in the parser is zero, which yaml_parser_delete takes.
    deinit {
        yaml_parser_delete(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event that matters to a tree.
    func next() throws(YAMLError) -> Event {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
            defer { yaml_event_delete(&event) }
            let place = EventReader.place(event.start_mark)
            switch event.type {
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return Event(kind: .streamEnd, place: place)
            case YAML_DOCUMENT_START_EVENT:
                let tags = event.data.document_start.tag_directives
                guard tags.start == tags.end else { throw .tag("%TAG", place) }
                return Event(kind: .documentStart, place: place)
            case YAML_ALIAS_EVENT: throw .alias(EventReader.text(event.data.alias.anchor), place)
            case YAML_SCALAR_EVENT: return Event(kind: try scalar(event, place), place: place)
            case YAML_SEQUENCE_START_EVENT:
                let start = event.data.sequence_start
                try refuse(anchor: start.anchor, tag: start.tag, place)
                return Event(kind: .sequenceStart, place: place)
            case YAML_MAPPING_START_EVENT:
                let start = event.data.mapping_start
                try refuse(anchor: start.anchor, tag: start.tag, place)
                return Event(kind: .mappingStart, place: place)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Event(kind: .end, place: place)
            default: throw .malformed(place, why: "libyaml gave an event of an unknown kind")
            }
        }
    }

    private func scalar(_ event: yaml_event_t, _ place: YAMLPlace) throws(YAMLError) -> Event.Kind {
        let scalar = event.data.scalar
        try refuse(anchor: scalar.anchor, tag: scalar.tag, place)
        let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        guard let text = String(strictUTF8: value) else { throw .notUTF8(place) }
        return .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    }

    private func refuse(
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?, _ place: YAMLPlace
    ) throws(YAMLError) {
        if let anchor { throw .anchor(EventReader.text(anchor), place) }
        if let tag { throw .tag(EventReader.text(tag), place) }
    }

    private func failure() -> YAMLError {
        let state = parser.pointee
        let why = state.problem.map { String(cString: $0) } ?? "libyaml gave no reason"
        let context = state.context.map { " " + String(cString: $0) } ?? ""
        switch state.error {
        case YAML_MEMORY_ERROR: return .outOfMemory
        case YAML_READER_ERROR:
            return .malformed(YAMLDocument.place(of: state.problem_offset, in: bytes), why: why)
        default: return .malformed(EventReader.place(state.problem_mark), why: why + context)
        }
    }

    private static func place(_ mark: yaml_mark_t) -> YAMLPlace {
        YAMLPlace(line: mark.line + 1, column: mark.column + 1)
    }

    private static func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String {
        characters.map { String(cString: $0) } ?? ""
    }
}
