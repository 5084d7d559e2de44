import Essentials
import HTTP
import Testing

/// A state machine at chosen instants. `at(n)` is n seconds after the start.
@Suite("The life of a fetched document")
struct FreshnessStateTests {
    private typealias State = FreshnessState<String, HTTPSendError>
    private let down = HTTPSendError.notReached(host: "idp.example", "refused")

    private func at(_ seconds: Int64) -> Instant { Instant(seconds: 1_790_000_000 + seconds) }

    /// What a caller is told, in a word.
    private func ask(
        _ state: inout State, _ seconds: Int64, _ need: State.Need = .current, waited: Bool = false
    ) -> String {
        switch state.ask(need, waited: waited, at: at(seconds)) {
        case .use(let copy, fetch: false): "use \(copy.value)"
        case .use(let copy, fetch: true): "use \(copy.value), fetch"
        case .wait(fetch: false): "wait"
        case .wait(fetch: true): "wait, fetch"
        case .unavailable: "unavailable"
        }
    }

    /// A state that fetched `one` at 0 for 1,000 seconds: due at 800, expired at 1,000, gone at 87,400.
    private func fetched() -> State {
        var state = State(policy: .standard)
        _ = state.ask(.current, waited: false, at: at(0))
        state.fetched("one", fingerprint: [1], lifetime: .seconds(1000), at: at(0))
        return state
    }

    @Test("the first to ask fetches, the others wait for that fetch, all get what it brings")
    func singleFlight() {
        var state = State(policy: .standard)
        #expect(ask(&state, 0) == "wait, fetch")
        #expect(ask(&state, 1) == "wait")
        #expect(ask(&state, 2, .newer(than: 0)) == "wait")
        state.fetched("one", fingerprint: [1], lifetime: .seconds(1000), at: at(3))
        #expect(ask(&state, 3, waited: true) == "use one")
        #expect(ask(&state, 4) == "use one")
    }

    @Test("is refreshed ahead of its end by one caller, who does not wait")
    func refreshAhead() {
        var state = fetched()
        #expect(ask(&state, 799) == "use one")
        #expect(ask(&state, 800) == "use one, fetch")
        #expect(ask(&state, 801) == "use one")
        state.fetched("two", fingerprint: [2], lifetime: .seconds(1000), at: at(802))
        #expect(ask(&state, 802) == "use two")
        #expect(ask(&state, 1601) == "use two")
        #expect(ask(&state, 1602) == "use two, fetch")
    }

    @Test("past its end it does not serve before the source was asked")
    func expired() {
        var state = fetched()
        #expect(ask(&state, 1000) == "wait, fetch")
        #expect(ask(&state, 1001) == "wait")
        state.fetched("two", fingerprint: [2], lifetime: .seconds(1000), at: at(1002))
        #expect(ask(&state, 1002, waited: true) == "use two")
    }

    @Test("while the source is down it serves on, nobody waits, and the source is asked ever more seldom")
    func stale() {
        var state = fetched()
        #expect(ask(&state, 1000) == "wait, fetch")
        state.failed(down, at: at(1010))
        #expect(ask(&state, 1010, waited: true) == "use one")
        #expect(ask(&state, 1014) == "use one")
        #expect(ask(&state, 1015) == "use one, fetch")
        #expect(ask(&state, 1016) == "use one")
        state.failed(down, at: at(1020))
        #expect(ask(&state, 1029) == "use one")
        #expect(ask(&state, 1030) == "use one, fetch")
        state.fetched("two", fingerprint: [2], lifetime: .seconds(1000), at: at(1031))
        #expect(ask(&state, 1031) == "use two")
    }

    @Test("serves at most 24 hours past its end")
    func gone() {
        var state = fetched()
        _ = ask(&state, 1000)
        state.failed(down, at: at(1000))
        #expect(ask(&state, 1000 + 86_399) == "use one, fetch")
        state.failed(down, at: at(1000 + 86_399))
        #expect(ask(&state, 1000 + 86_400) == "unavailable")
        #expect(state.usable(at: at(1000 + 86_400)) == nil)
    }

    @Test("what says when it ends does not serve past that, though its source is down")
    func expiresOfItself() {
        var state = State(policy: .standard)
        _ = ask(&state, 0)
        state.fetched("one", fingerprint: [1], lifetime: .seconds(1000), expires: at(1200), at: at(0))
        #expect(ask(&state, 1000) == "wait, fetch")
        state.failed(down, at: at(1001))
        #expect(ask(&state, 1199) == "use one, fetch")
        state.failed(down, at: at(1199))
        #expect(ask(&state, 1200) == "unavailable")
        #expect(state.usable(at: at(1199))?.value == "one")
        #expect(state.usable(at: at(1200)) == nil)
    }

    @Test("an earlier keeper's copy serves at once, and its age counts")
    func seeded() throws {
        var state = State(policy: .standard, copy: fetched().copy)
        #expect(ask(&state, 799) == "use one")
        #expect(ask(&state, 800) == "use one, fetch")
    }

    @Test("tells when the last fetch failed, until one succeeds")
    func lastFailure() {
        var state = fetched()
        _ = ask(&state, 800)
        state.failed(down, at: at(810))
        #expect(state.lastFailure?.at == at(810))
        #expect(state.lastFailure?.why == down)
        _ = ask(&state, 850)
        state.failed(down, at: at(860))
        #expect(state.lastFailure?.at == at(860))
        #expect(state.lastFailure?.since == at(810))
        _ = ask(&state, 900)
        state.fetched("two", fingerprint: [2], lifetime: .seconds(1000), at: at(900))
        #expect(state.lastFailure == nil)
    }

    @Test("a source that never answered is asked again after a pause that doubles up to two minutes")
    func backoff() {
        var state = State(policy: .standard)
        var now: Int64 = 0
        for pause: Int64 in [5, 10, 20, 40, 80, 120, 120] {
            #expect(ask(&state, now) == "wait, fetch")
            state.failed(down, at: at(now))
            #expect(ask(&state, now, waited: true) == "unavailable")
            #expect(ask(&state, now + pause - 1) == "unavailable")
            now += pause
        }
        #expect(ask(&state, now) == "wait, fetch")
    }

    @Test("a flood of demands for what the source does not have costs one fetch a minute")
    func flood() {
        var state = fetched()
        #expect(ask(&state, 10, .newer(than: 1)) == "wait, fetch")
        for second in Int64(10)...12 { #expect(ask(&state, second, .newer(than: 1)) == "wait") }
        state.fetched("one", fingerprint: [1], lifetime: .seconds(1000), at: at(13))
        #expect(ask(&state, 13, .newer(than: 1), waited: true) == "use one")
        // Whoever looked into the second copy and missed the key there gets no further fetch.
        for second in Int64(13)...72 { #expect(ask(&state, second, .newer(than: 2)) == "use one") }
        #expect(ask(&state, 73, .newer(than: 2)) == "wait, fetch")
    }

    @Test("a demand that brought something new is no reason to refuse the next")
    func rotationsInARow() {
        var state = fetched()
        #expect(ask(&state, 10, .newer(than: 1)) == "wait, fetch")
        state.fetched("two", fingerprint: [2], lifetime: .seconds(1000), at: at(10))
        #expect(ask(&state, 10, .newer(than: 2)) == "use two")
        #expect(ask(&state, 11, .newer(than: 2)) == "wait, fetch")
    }

    @Test("a demand is met by a newer copy that is there already")
    func newerIsThere() {
        var state = fetched()
        _ = ask(&state, 800)
        state.fetched("two", fingerprint: [2], lifetime: .seconds(1000), at: at(801))
        #expect(ask(&state, 802, .newer(than: 1)) == "use two")
    }

    @Test("what hangs on a document has it fetched when its own time is over, and lets no demand rest by that")
    func refreshed() {
        var state = fetched()
        #expect(ask(&state, 10, .refreshed(than: 0)) == "use one")
        #expect(ask(&state, 10, .refreshed(than: 1)) == "wait, fetch")
        #expect(ask(&state, 11, .refreshed(than: 1)) == "wait")
        state.fetched("one", fingerprint: [1], lifetime: .seconds(1000), at: at(12))
        #expect(ask(&state, 12, .refreshed(than: 1), waited: true) == "use one")
        #expect(ask(&state, 12, .newer(than: 2)) == "wait, fetch")
        state.failed(down, at: at(13))
        #expect(ask(&state, 13, .refreshed(than: 2)) == "use one")
        #expect(ask(&state, 18, .refreshed(than: 2)) == "wait, fetch")
    }

    @Test("a demand that the source did not answer rests as well")
    func demandFailed() {
        var state = fetched()
        #expect(ask(&state, 10, .newer(than: 1)) == "wait, fetch")
        state.failed(down, at: at(10))
        #expect(ask(&state, 10, .newer(than: 1), waited: true) == "use one")
        #expect(ask(&state, 40, .newer(than: 1)) == "use one")
        #expect(ask(&state, 70, .newer(than: 1)) == "wait, fetch")
    }
}
