import HTTP

extension DemoPage {
    /// The style sheet: the portal's colours and shapes, in small.
    static var style: HTTPResponse { asset("text/css; charset=utf-8", sheet) }

    /// Sends the form on without a click; without scripts there is the button.
    static var formPostScript: HTTPResponse {
        asset("text/javascript; charset=utf-8", "document.getElementById(\"answer\").submit();\n")
    }

    private static func asset(_ type: String, _ text: String) -> HTTPResponse {
        HTTPResponse(
            .ok,
            headers: [
                "Content-Type": type, "Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff",
            ], body: Array(text.utf8))
    }

    private static let sheet = """
        :root {
          color-scheme: light dark;
          --ground: #f3f5f2; --surface: #ffffff; --sunk: #eaeeea;
          --ink: #15211e; --ink-2: #4a5955; --line: #d3dad5; --edge: #75837e;
          --open: #0c5b50; --open-wash: #e0eeea; --on-open: #ffffff; --open-hover: #08463e;
          --brass: #7b5200; --brass-wash: #f8edd3; --focus: #1a56c4;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0e1513; --surface: #151e1b; --sunk: #0a100e;
            --ink: #e7eeeb; --ink-2: #a5b5af; --line: #2a3733; --edge: #71837c;
            --open: #74d2bf; --open-wash: #16332d; --on-open: #06211c; --open-hover: #98e2d3;
            --brass: #e6bb6a; --brass-wash: #33280f; --focus: #8fb8ff;
          }
        }
        *, ::before, ::after { box-sizing: border-box }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
          background: var(--ground); color: var(--ink);
          font: 400 1rem/1.55 system-ui, "Segoe UI", sans-serif; overflow-wrap: break-word }
        main { width: 100%; max-width: 30rem; padding: clamp(1rem, 3vw, 1.75rem); background: var(--surface);
          border: 1px solid var(--line); border-radius: 1.125rem 1.125rem .375rem .375rem }
        h1, p, ul, form { margin: 0; padding: 0 }
        main > * + *, form > * + * { margin-block: 1rem 0 }
        ul { list-style: none; display: grid; gap: .75rem }
        h1 { font-size: clamp(1.625rem, 1.3rem + 1.4vw, 2.125rem); line-height: 1.2; font-weight: 650 }
        .quiet, small { color: var(--ink-2) }
        small { display: block; font-size: .875rem; font-weight: 400 }
        .btn { display: inline-flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem;
          min-height: 2.75rem; padding: .5rem 1rem; border: 1px solid var(--edge); border-radius: .375rem;
          background: var(--surface); color: var(--ink); font: inherit; font-size: .9375rem; font-weight: 560;
          cursor: pointer; text-align: start }
        ul .btn { width: 100% }
        .btn:hover { background: var(--sunk); border-color: var(--ink-2) }
        .btn.go { background: var(--open); border-color: var(--open); color: var(--on-open) }
        .btn.go:hover { background: var(--open-hover) }
        .btn.lite { border-color: transparent; background: none; color: var(--open); padding-inline: .5rem }
        .btn.lite:hover { background: var(--open-wash) }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .375rem }
        .tags { display: flex; flex-wrap: wrap; gap: .25rem }
        .tag { display: inline-block; padding: .0625rem .5rem; border-radius: 1rem; font-size: .8125rem;
          line-height: 1.5; font-weight: 560; background: var(--open-wash); color: var(--open) }
        .tag.care { background: var(--brass-wash); color: var(--brass) }

        """
}
