// The list of contents is folded on narrow screens, unfolded on wide ones and on paper.
(function () {
  "use strict";
  var details = document.querySelector(".contents details");
  if (!details) { return; }
  var wide = window.matchMedia("(min-width: 72rem)");
  function fold() { details.open = wide.matches; }
  fold();
  wide.addEventListener("change", fold);
  window.addEventListener("beforeprint", function () { details.open = true; });
  window.addEventListener("afterprint", fold);
  details.addEventListener("click", function (event) {
    if (event.target.closest("a") && !wide.matches) { details.open = false; }
  });

  // The section being read is shown in the list.
  var links = {};
  details.querySelectorAll("a").forEach(function (link) { links[decodeURIComponent(link.hash.slice(1))] = link; });
  if (!("IntersectionObserver" in window)) { return; }
  var current = null;
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      var link = entry.isIntersecting && links[entry.target.id];
      if (!link || link === current) { return; }
      if (current) { current.removeAttribute("aria-current"); }
      current = link;
      link.setAttribute("aria-current", "true");
    });
  }, { rootMargin: "0px 0px -75% 0px" });
  document.querySelectorAll("main h2[id], main h3[id]").forEach(function (heading) { observer.observe(heading); });
}());

// Where a sentence comes from is told on a click: the tables, columns and rows it rests on.
(function () {
  "use strict";
  var store = document.getElementById("evidence");
  if (!store) { return; }
  var evidence = JSON.parse(store.textContent);

  function block(said) { return said.closest("li, p, td, blockquote") || said.parentElement; }
  function list(said) {
    var lines = evidence[said.dataset.said] || [];
    var whole = document.createElement("ul");
    lines.forEach(function (line) {
      var item = document.createElement("li");
      item.textContent = line;
      whole.appendChild(item);
    });
    return whole;
  }
  function close(place) {
    var open = place.querySelector(":scope > .evidence");
    if (open) { open.remove(); }
    place.querySelectorAll(".said.asked").forEach(function (said) { said.classList.remove("asked"); });
    var button = place.querySelector(":scope > .whence");
    if (button) { button.setAttribute("aria-expanded", "false"); }
    return Boolean(open);
  }
  function show(place, asked) {
    var note = document.createElement("span");
    note.className = "evidence";
    note.setAttribute("role", "note");
    asked.forEach(function (said) {
      said.classList.add("asked");
      if (asked.length > 1) {
        var words = document.createElement("b");
        words.textContent = "«" + said.textContent.trim().slice(0, 60) + (said.textContent.length > 60 ? "…" : "") + "»";
        note.appendChild(words);
      }
      note.appendChild(list(said));
    });
    place.appendChild(note);
    place.querySelector(":scope > .whence").setAttribute("aria-expanded", "true");
  }
  function toggle(place, asked) {
    var same = asked.every(function (said) { return said.classList.contains("asked"); });
    if (!(close(place) && same)) { show(place, asked); }
  }

  document.querySelectorAll(".said").forEach(function (said) {
    if (!evidence[said.dataset.said]) { return; }
    var place = block(said);
    said.classList.add("sourced");
    if (!place.querySelector(":scope > .whence")) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "whence";
      button.textContent = "откуда";
      button.title = "Показать, по каким строкам таблиц это сказано";
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", function () {
        toggle(place, Array.prototype.slice.call(place.querySelectorAll(".said.sourced")).filter(function (one) {
          return block(one) === place;
        }));
      });
      place.appendChild(document.createTextNode(" "));
      place.appendChild(button);
    }
    said.addEventListener("click", function (event) {
      if (event.target.closest("a") || String(window.getSelection())) { return; }
      toggle(place, [said]);
    });
  });
}());
