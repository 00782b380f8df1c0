"use strict";
(() => {
  const words = JSON.parse(document.body.dataset.words);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const filled = (template, parts) => template.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);

  // a permanent link to a place of this page
  const copy = async (id, button) => {
    const address = location.href.split("#")[0] + "#" + id;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // pages opened from a file may not reach the clipboard in every browser: select and copy instead
      const field = make("textarea", { class: "unseen", "aria-hidden": "true" });
      field.value = address;
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const before = button.textContent;
    button.textContent = words.copied;
    status.textContent = words.copied;
    setTimeout(() => { button.textContent = before; status.textContent = ""; }, 1500);
  };
  const status = make("div", { class: "unseen", role: "status" });
  document.body.append(status);

  // the note that shows a number's evidence beside it
  const note = make("div", { class: "note", id: "note", role: "dialog", "aria-label": words.evidence_of, tabindex: "-1", hidden: "" });
  document.body.append(note);
  let owner = null, pinned = false, timer = 0;

  const place = () => {
    const box = owner.getClientRects()[0], margin = 12;
    const left = Math.min(Math.max(margin, box.left), document.documentElement.clientWidth - note.offsetWidth - margin);
    const fits = box.bottom + note.offsetHeight + margin < innerHeight || box.top < note.offsetHeight + margin;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(fits ? box.bottom + 6 : box.top - note.offsetHeight - 6) + scrollY}px`;
  };
  const open = (link) => {
    const entry = document.getElementById(link.hash.slice(1));
    if (!entry) return;
    close(false);
    owner = link;
    const shown = entry.cloneNode(true);
    for (const element of [shown, ...shown.querySelectorAll("[id]")]) element.removeAttribute("id");
    shown.removeAttribute("tabindex");
    for (const element of shown.querySelectorAll("[tabindex]")) element.removeAttribute("tabindex");
    const copier = make("button", { type: "button" }, words.copy);
    copier.addEventListener("click", () => copy(entry.id, copier));
    const closer = make("button", { type: "button" }, words.close);
    closer.addEventListener("click", () => close(true));
    const opener = make("a", { href: link.hash }, words.open);
    opener.addEventListener("click", () => close(false));
    note.replaceChildren(shown, make("div", { class: "note-foot" }, opener, copier, closer));
    note.hidden = false;
    link.setAttribute("aria-expanded", "true");
    place();
  };
  const close = (back) => {
    clearTimeout(timer);
    if (!owner) return;
    owner.removeAttribute("aria-expanded");
    note.hidden = true;
    pinned = false;
    const last = owner;
    owner = null;
    if (back) { quiet = true; last.focus(); quiet = false; }
  };
  let quiet = false;
  const later = (action, delay) => { clearTimeout(timer); timer = setTimeout(action, delay); };

  for (const link of document.querySelectorAll("a.ref")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse" && !pinned) later(() => open(link), 150);
    });
    link.addEventListener("pointerleave", () => { if (!pinned) later(() => close(false), 300); });
    link.addEventListener("focus", () => { if (!quiet && !pinned && link.matches(":focus-visible")) open(link); });
    link.addEventListener("blur", (event) => { if (!pinned && !note.contains(event.relatedTarget)) close(false); });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(link);
      pinned = true;
      note.focus({ preventScroll: true });
    });
  }
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => { if (!pinned) later(() => close(false), 300); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && owner) { event.preventDefault(); close(true); }
  });
  document.addEventListener("pointerdown", (event) => {
    if (owner && !note.contains(event.target) && !owner.contains(event.target)) close(false);
  });
  note.addEventListener("focusout", (event) => {
    if (pinned && event.relatedTarget && !note.contains(event.relatedTarget)) close(false);
  });
  addEventListener("resize", () => { if (owner) place(); });

  for (const link of document.querySelectorAll("a.permalink")) {
    link.addEventListener("click", () => copy(link.hash.slice(1), link));
  }

  // the table of incidents: words to filter by, columns to sort by
  for (const table of document.querySelectorAll("table.interactive")) {
    const body = table.tBodies[0], rows = [...body.rows];
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const count = make("output", { "aria-live": "polite" });
    const show = () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word));
      count.textContent = filled(words.rows_shown, { shown: rows.filter((row) => !row.hidden).length, all: rows.length });
    };
    field.addEventListener("input", show);
    table.closest(".scroll").before(make("div", { class: "controls" }, make("label", {}, words.filter_words, field), count));
    show();
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, at) => {
      const button = make("button", { type: "button", title: filled(words.sort_by, { column: header.textContent }) }, header.textContent);
      header.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = header.getAttribute("aria-sort") === "ascending";
        for (const other of headers) other.removeAttribute("aria-sort");
        header.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[at].dataset.sort;
        const numeric = rows.every((row) => key(row) !== "" && !Number.isNaN(Number(key(row))));
        const compare = (one, two) => numeric ? key(one) - key(two) : key(one).localeCompare(key(two), document.documentElement.lang);
        body.append(...[...rows].sort((one, two) => (down ? -1 : 1) * compare(one, two)));
      });
    });
  }

  // the other language opens at the same place
  const other = document.getElementById("other-language");
  if (other) {
    const follow = () => { other.hash = location.hash; };
    addEventListener("hashchange", follow);
    follow();
  }
})();
