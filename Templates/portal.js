// What script adds to pages that work without it: copying, filtering, the countdown, forgetting.
(() => {
  "use strict";
  const all = (query, root = document) => Array.from(root.querySelectorAll(query));

  // The heading of an answer gets the focus after a POST.
  const heading = document.querySelector("[data-focus]");
  if (heading) heading.focus({ preventScroll: true });

  // What a change says aloud: a region of its own, for what stands in a button is not announced.
  const spoken = document.createElement("p");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");
  document.querySelector("main").append(spoken);

  // Copy buttons come hidden; without script they would do nothing.
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    const word = button.querySelector("[data-copied]");
    const plain = word ? word.textContent : "";
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      if (!source || !word) return;
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        word.textContent = spoken.textContent = word.dataset.copied;
        setTimeout(() => { word.textContent = plain; spoken.textContent = ""; }, 4000);
      } catch {
        // Not allowed here: select it instead, so that one key copies it.
        getSelection().selectAllChildren(source);
      }
    });
  }

  // One click on a code block selects it whole.
  for (const block of all("pre[id]")) {
    block.addEventListener("click", () => {
      if (getSelection().isCollapsed) getSelection().selectAllChildren(block);
    });
  }

  // Tiles are filtered while typing; `/` reaches the field, Escape empties it.
  const field = document.getElementById("q");
  const list = document.querySelector("[data-filter]");
  const none = document.querySelector("[data-none]");
  if (field && list) {
    const filter = () => {
      let any = false;
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const account of all(".acct", list)) {
        const name = account.querySelector("h2").textContent.toLowerCase();
        let shown = 0;
        for (const tile of all(".tile", account)) {
          const text = name + " " + tile.querySelector("h3").textContent.toLowerCase();
          tile.hidden = !words.every((word) => text.includes(word));
          if (!tile.hidden) shown += 1;
        }
        account.hidden = shown === 0;
        any ||= shown > 0;
      }
      if (none) none.hidden = any || words.length === 0;
    };
    field.addEventListener("input", filter);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { field.value = ""; filter(); }
    });
    document.addEventListener("keydown", (event) => {
      const typing = /^(input|select|textarea)$/i.test(document.activeElement.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        field.focus();
      }
    });
  }

  // The countdown: once a minute, each second in the last; at the end the values leave the page.
  const clock = document.querySelector("[data-until]");
  const end = clock ? Date.parse(clock.dataset.until) : NaN;
  if (!isNaN(end)) {
    const words = (n, one) => `${n} ${one}${n === 1 ? "" : "s"} left`;
    let timer = 0;
    const tick = () => {
      clearTimeout(timer);
      const seconds = Math.ceil((end - Date.now()) / 1000);
      if (seconds <= 0) {
        const held = document.activeElement.closest("[data-values]");
        for (const part of all("[data-values], [data-live], [data-soon]")) part.remove();
        for (const part of all("[data-ended]")) part.hidden = false;
        if (held && heading) heading.focus();
        spoken.textContent = "Ended";
        return;
      }
      for (const part of all("[data-soon]")) part.hidden = seconds > 300;
      if (seconds <= 60) {
        clock.textContent = words(seconds, "second");
        timer = setTimeout(tick, 1000);
      } else {
        const minutes = Math.floor(seconds / 60);
        clock.textContent = minutes < 120 ? words(minutes, "minute") : words(Math.floor(minutes / 60), "hour");
        timer = setTimeout(tick, (seconds % 60 || 60) * 1000);
      }
    };
    tick();
    // Timers stand still in sleep and in the background; the clock does not.
    document.addEventListener("visibilitychange", tick);
  }
})();
