// The page reads without a script; what follows adds a place in the contents, search and sorting of tables,
// enlarged figures and the answer to «откуда это?».
(function () {
  "use strict";
  var page = document.documentElement;
  page.classList.add("scripted");

  function made(name, words, attributes) {
    var element = document.createElement(name);
    if (words) { element.textContent = words; }
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  // «ё» is «е», and capitals do not matter: names are searched as people type them.
  function plain(text) { return text.toLowerCase().replace(/ё/g, "е").replace(/[\s\u00a0]+/g, " ").trim(); }

  // Where the reader is: a bar and bold in the contents, «3 из 12 · Динамика» on narrow screens.
  (function () {
    var nav = document.querySelector(".contents");
    if (!nav) { return; }
    var details = nav.querySelector("details");
    var wide = window.matchMedia("(min-width: 900px)");
    var reading = made("div", "", { "class": "reading" });
    var progress = made("div", "", { "class": "progress" });
    nav.insertBefore(reading, details);
    nav.appendChild(progress);
    function fold() { details.open = wide.matches; }
    fold();
    wide.addEventListener("change", fold);
    nav.addEventListener("click", function (event) {
      if (event.target.closest("a") && !wide.matches) { details.open = false; }
    });
    nav.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && details.open && !wide.matches) {
        details.open = false;
        details.querySelector("summary").focus();
      }
    });

    var links = all(".list > ol a", nav);
    var headings = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    var tops = all(".list > ol > li > a", nav);
    var current = null, waiting = false;
    function place() {
      waiting = false;
      var from = 0, to = headings.length;
      var line = Math.max(160, window.innerHeight / 4);
      while (from < to) {
        var middle = (from + to) >> 1;
        if (headings[middle].getBoundingClientRect().top <= line) { from = middle + 1; } else { to = middle; }
      }
      var scrolled = window.scrollY / Math.max(1, page.scrollHeight - window.innerHeight);
      progress.style.width = Math.min(100, Math.max(1, 100 * scrolled)) + "%";
      show(links[Math.max(0, from - 1)]);
    }
    function show(link) {
      if (link === current) { return; }
      all("[aria-current]", nav).forEach(function (one) { one.removeAttribute("aria-current"); });
      all("li.open", nav).forEach(function (one) { one.classList.remove("open"); });
      current = link;
      var item = link.closest("ol").parentElement.closest("li") || link.parentElement;
      var top = item.querySelector("a");
      item.classList.add("open");
      link.setAttribute("aria-current", "true");
      top.setAttribute("aria-current", "true");
      reading.textContent = (tops.indexOf(top) + 1) + " из " + tops.length + " · " + top.textContent;
      if (wide.matches) {
        var shift = link.getBoundingClientRect();
        var box = nav.getBoundingClientRect();
        if (shift.top < box.top || shift.bottom > box.bottom) { nav.scrollTop += shift.top - box.top - box.height / 3; }
      }
    }
    function later() {
      if (!waiting) { waiting = true; window.requestAnimationFrame(place); }
    }
    window.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later, { passive: true });
    place();
  }());

  // Tables: a row is found by a part of its name and by its status; sorted by what is no result.
  var words = new Intl.Collator("ru", { numeric: true });

  function usable(table) {
    var body = table.querySelector("tbody");
    var rows = all(":scope > tr:not(.sum)", body);
    var sums = all(":scope > tr.sum", body);
    var texts = rows.map(function (row) {
      return Array.prototype.map.call(row.cells, function (cell) { return cell.textContent.trim(); });
    });
    var names = table.dataset.names.split(" ").map(Number);
    var searched = texts.map(function (cells) {
      return plain(names.map(function (place) { return cells[place]; }).join(" "));
    });
    var look = made("div", "", { "class": "look", role: "search", "aria-label": table.querySelector(".scroll").getAttribute("aria-label") + ": поиск" });
    var label = made("label", table.dataset.find + " ");
    var input = made("input", "", { type: "search", placeholder: "часть названия", autocomplete: "off" });
    if (table.dataset.find !== "Найти школу") { input.placeholder = "часть слова"; }
    label.appendChild(input);
    look.appendChild(label);
    var choices = all("th[data-choice]", table).map(function (head) {
      var place = Number(head.dataset.column);
      return choice(head.dataset.of || head.textContent.trim(), texts.map(function (cells) { return cells[place]; }), look);
    });
    if ("standings" in table.dataset) { choices.unshift(choice("Положение", rows.map(standing), look)); }
    var count = made("output", "", { role: "status" });
    look.appendChild(count);
    table.insertBefore(look, table.firstChild);

    function choose() {
      var part = plain(input.value), left = 0;
      rows.forEach(function (row, number) {
        var stays = searched[number].indexOf(part) >= 0 && choices.every(function (one) {
          return !one.select.value || one.texts[number] === one.select.value;
        });
        row.classList.toggle("away", !stays);
        left += stays;
      });
      sums.forEach(function (row) { row.classList.toggle("away", left < rows.length); });
      count.classList.toggle("few", left < rows.length);
      count.textContent = "показано " + left + " из " + rows.length;
    }
    input.addEventListener("input", choose);
    choices.forEach(function (one) { one.select.addEventListener("change", choose); });
    choose();

    all("th[data-sort]", table).forEach(function (head) {
      var button = made("button", "", { type: "button", "class": "sort", title: "Упорядочить" });
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () { sort(head); });
    });
    function sort(head) {
      var next = { "": "ascending", ascending: "descending", descending: "" }[head.getAttribute("aria-sort") || ""];
      all("th[aria-sort]", table).forEach(function (one) { one.removeAttribute("aria-sort"); });
      var place = Number(head.dataset.column);
      var order = rows.map(function (row, number) { return number; });
      if (next) {
        head.setAttribute("aria-sort", next);
        order.sort(function (one, other) {
          return (next === "ascending" ? 1 : -1) * words.compare(texts[one][place], texts[other][place]) || one - other;
        });
      }
      var sorted = document.createDocumentFragment();
      order.forEach(function (number) { sorted.appendChild(rows[number]); });
      sums.forEach(function (row) { sorted.appendChild(row); });
      body.appendChild(sorted);
    }
    table.showAll = function () {
      input.value = "";
      choices.forEach(function (one) { one.select.value = ""; });
      choose();
    };
  }

  // The second line of a name says how its bearer stands; what is behind a colon are numbers.
  function standing(row) {
    var second = row.cells[0].querySelector("small");
    return second ? second.textContent.split(":")[0].trim() : "";
  }
  function choice(name, texts, look) {
    var label = made("label", name + " ");
    var select = made("select");
    select.appendChild(made("option", "все", { value: "" }));
    var different = texts.filter(function (text, number) { return text && texts.indexOf(text) === number; });
    different.sort(words.compare).forEach(function (text) { select.appendChild(made("option", text, { value: text })); });
    label.appendChild(select);
    look.appendChild(label);
    return { texts: texts, select: select };
  }

  // A link to a row that a search has put away brings it back.
  function bringBack() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var row = target && target.closest("tr.away");
    if (!row) { return; }
    row.closest(".table").showAll();
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", bringBack);

  // A table wider than the screen says so in words and with a shadow.
  function tellWidth(box) {
    var scroll = box.querySelector(":scope > .scroll, :scope > .edge > .scroll");
    var edge = made("div", "", { "class": "edge" });
    box.insertBefore(made("p", "Таблица шире экрана: листайте вбок.", { "class": "hint" }), scroll);
    box.insertBefore(edge, scroll);
    edge.appendChild(scroll);
    function tell() {
      var over = scroll.scrollWidth > scroll.clientWidth + 1;
      box.classList.toggle("wider", over);
      edge.classList.toggle("ended", scroll.scrollLeft + scroll.clientWidth >= scroll.scrollWidth - 2);
      if (over) { scroll.tabIndex = 0; } else { scroll.removeAttribute("tabindex"); }
    }
    scroll.addEventListener("scroll", tell, { passive: true });
    return tell;
  }

  // Figures: enlarged on the whole screen.
  function enlarges(drawing) {
    var scroll = drawing.querySelector(".picture");
    var picture = scroll.querySelector("svg, img");
    if (!picture || !window.HTMLDialogElement) { return; }
    var button = made("button", "Увеличить рисунок", { type: "button", "class": "zoom" });
    drawing.querySelector("figure").insertAdjacentElement("afterend", button);
    scroll.classList.add("enlarges");
    button.addEventListener("click", function () { enlarge(drawing, picture, button); });
    picture.addEventListener("click", function () {
      if (!picture.closest("dialog")) { enlarge(drawing, picture, button); }
    });
  }
  function enlarge(drawing, picture, button) {
    var name = drawing.querySelector("figcaption").firstChild.textContent + drawing.querySelector("figcaption").childNodes[1].textContent;
    var dialog = made("dialog", "", { "class": "enlarged", "aria-label": name });
    var tools = made("div", "", { "class": "tools" });
    var sheet = made("div", "", { "class": "sheet", tabindex: "0", role: "region", "aria-label": "Рисунок крупно" });
    var home = picture.parentElement, style = picture.getAttribute("style") || "";
    var place = document.createComment("");
    var scale = 1, whole;
    function zoom(to) {
      scale = Math.min(8, Math.max(1, to));
      picture.style.width = whole * scale + "px";
      picture.style.minWidth = "0";
    }
    function tool(sign, title, act) {
      var one = made("button", sign, { type: "button", "aria-label": title, title: title });
      one.addEventListener("click", act);
      tools.appendChild(one);
    }
    tools.appendChild(made("p", name));
    tool("+", "Крупнее", function () { zoom(scale * 1.4); });
    tool("−", "Мельче", function () { zoom(scale / 1.4); });
    tool("×", "Закрыть", function () { dialog.close(); });
    dialog.appendChild(tools);
    dialog.appendChild(sheet);
    dialog.addEventListener("keydown", function (event) {
      if (event.key === "+" || event.key === "=") { zoom(scale * 1.4); }
      if (event.key === "-" || event.key === "−") { zoom(scale / 1.4); }
      if (event.key === "0") { zoom(1); }
    });
    dialog.addEventListener("close", function () {
      picture.setAttribute("style", style);
      home.replaceChild(picture, place);
      dialog.remove();
      button.focus({ preventScroll: true });
    });
    var box = picture.getBoundingClientRect();
    var shape = box.width / Math.max(1, box.height);
    home.replaceChild(place, picture);
    sheet.appendChild(picture);
    document.body.appendChild(dialog);
    dialog.showModal();
    whole = Math.min(sheet.clientWidth, sheet.clientHeight * shape);
    zoom(1);
    tools.lastChild.focus();
  }

  // «Откуда это?»: each number from data tells on a click, or on Enter, where it comes from.
  (function () {
    var store = document.getElementById("evidence");
    if (!store) { return; }
    var evidence = JSON.parse(store.textContent);
    var NUMBER = /(?:[−+]\s?)?\d{1,3}(?:[\u00a0\u202f]\d{3})+(?!\d)|(?:[−+])?\d+(?:,\d+)?/g;
    var YEAR = /^(19|20)\d\d$/;
    // «пункты 16, 18 и 21» are as little as the first of them: what joins a list of names.
    var SEVERAL = /(?:пункт|раздел|критери|приложени|задач|мер|класс)(?:ы|ов|ами?|ах|и|ев|ями?|ях)\s$/i;
    var JOINS = /^(?:,|\sи|\sили)\s$/;
    // What is counted, not what is numbered: «критерий 1», «раздел 4», «1 марта», «8 класс» are no numbers from data.
    var NUMBERED = /(?:[\wа-яё/№.«-]|№\s|(?:критери|пункт|раздел|приложени|задач|мер|класс)[а-яё]*\s|(?:^|\s)(?:п|табл|рис|прил)\.\s)$/i;
    var NAMED = /^(?:[/»-]|[\s\u00a0]%-|\.\d|(?:–\d+)?\s(?:класс|январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр|учебн))/;
    var panel = null, asked = null;

    function ask(element, asks, first) {
      element.classList.add("asks");
      element.setAttribute("role", "button");
      element.setAttribute("aria-expanded", "false");
      element.setAttribute("aria-haspopup", "dialog");
      element.tabIndex = first ? 0 : -1;
      element.asks = asks;
    }

    // Numbers within a sentence; years and codes are none.
    function numbersOf(said) {
      var walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT), nodes = [], found = [];
      while (walker.nextNode()) {
        if (!walker.currentNode.parentElement.closest("a, code")) { nodes.push(walker.currentNode); }
      }
      nodes.forEach(function (node) {
        var text = node.data, parts = document.createDocumentFragment(), done = 0, named = -1, match;
        NUMBER.lastIndex = 0;
        while ((match = NUMBER.exec(text))) {
          var before = text.slice(Math.max(0, match.index - 16), match.index);
          var joined = named >= 0 && JOINS.test(text.slice(named, match.index));
          if (joined || YEAR.test(match[0]) || NUMBERED.test(before) || NAMED.test(text.slice(NUMBER.lastIndex))) {
            named = joined || SEVERAL.test(before) ? NUMBER.lastIndex : -1;
            continue;
          }
          parts.appendChild(document.createTextNode(text.slice(done, match.index)));
          var number = made("span", match[0]);
          parts.appendChild(number);
          found.push(number);
          done = NUMBER.lastIndex;
        }
        if (done) {
          parts.appendChild(document.createTextNode(text.slice(done)));
          node.parentNode.replaceChild(parts, node);
        }
      });
      return found;
    }
    function sentence(said, answer) {
      var whole = said.textContent.trim(), found = numbersOf(said);
      var title = "«" + whole.slice(0, 60) + (whole.length > 60 ? "…" : "") + "»";
      if (!found.length) { found = [wordsOf(said)]; }
      found.forEach(function (one, place) {
        if (one) { ask(one, { answer: answer, title: one.classList.contains("words") ? title : one.textContent }, place === 0); }
      });
    }
    // A sentence without numbers is asked by its longest words that are no link.
    function wordsOf(said) {
      var walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT), longest = null;
      while (walker.nextNode()) {
        var node = walker.currentNode;
        if (!node.parentElement.closest("a") && (!longest || node.data.length > longest.data.length)) { longest = node; }
      }
      if (!longest) { return null; }
      var words = made("span", longest.data, { "class": "words" });
      longest.parentNode.replaceChild(words, longest);
      return words;
    }
    function cells(box) {
      var answers = evidence.cells[box.id], first = true;
      all(".scroll > table > tbody > tr", box).forEach(function (row, place) {
        (answers[place] || []).forEach(function (answer, column) {
          var cell = row.cells[column];
          if (answer === null || !cell) { return; }
          var number = made("span"), second = cell.querySelector("small");
          while (cell.firstChild && cell.firstChild !== second) { number.appendChild(cell.firstChild); }
          cell.insertBefore(number, cell.firstChild);
          ask(number, { answer: answer, title: number.textContent.trim(), what: placeOf(row, column), row: row.id }, first);
          first = false;
        });
      });
    }
    function firstLine(cell) {
      var second = cell.querySelector("small");
      return cell.textContent.slice(0, cell.textContent.length - (second ? second.textContent.length : 0)).trim();
    }
    function placeOf(row, column) {
      var heads = all("th[scope=row]", row).map(firstLine);
      var head = row.closest("table").querySelector("thead [data-column='" + column + "']");
      return heads.concat(head ? head.dataset.of || head.textContent.trim() : []).join(" · ");
    }

    // An answer names its parts by numbers, since thousands of numbers share them.
    function sourcesOf(answer) {
      var places = [];
      evidence.sets[evidence.answers[answer][0]].split(",").filter(Boolean).forEach(function (span) {
        var ends = span.split("-").map(Number);
        for (var place = ends[0]; place <= ends[ends.length - 1]; place += 1) { places.push(evidence.places[place]); }
      });
      return places.map(function (place) { return { file: evidence.files[place[0]], sheet: place[1], cells: place[2] }; });
    }
    function textsOf(answer, part, kept) {
      return evidence.answers[answer][part].map(function (number) { return kept[number]; });
    }
    var FIRST = 4;
    function told(list, name, words) {
      if (!words) { return; }
      list.appendChild(made("dt", name));
      list.appendChild(made("dd", words));
    }
    function toldSources(list, sources) {
      var file = null;
      sources.forEach(function (source) {
        if (source.file !== file) { told(list, "Файл", source.file); }
        file = source.file;
        told(list, "Лист", source.sheet);
        told(list, "Ячейки", source.cells.replace(/,(?=\S)/g, ", "));
      });
    }
    function answered(asks) {
      var list = made("dl"), sources = sourcesOf(asks.answer), rest = sources.slice(FIRST);
      told(list, "Что", asks.what);
      toldSources(list, sources.slice(0, FIRST));
      if (rest.length) {
        var more = made("button", "и ещё листов: " + rest.length, { type: "button", "class": "more" });
        var cell = made("dd");
        cell.appendChild(more);
        list.appendChild(made("dt"));
        list.appendChild(cell);
        more.addEventListener("click", function () {
          var others = made("dl");
          toldSources(others, rest);
          while (others.firstChild) { list.insertBefore(others.firstChild, cell.previousSibling); }
          cell.previousSibling.remove();
          cell.remove();
          panel.querySelector("button").focus();
        });
      }
      told(list, "Правило", textsOf(asks.answer, 1, evidence.rules).join("; "));
      told(list, "Исправления", textsOf(asks.answer, 2, evidence.notes).join("; ") || "нет");
      return list;
    }
    function open(button) {
      close(false);
      asked = button;
      panel = made("div", "", { "class": "whence", role: "dialog", "aria-labelledby": "whence" });
      panel.appendChild(made("h2", button.asks.title + " — откуда это?", { id: "whence" }));
      var cross = made("button", "×", { type: "button", "class": "cross", "aria-label": "Закрыть" });
      cross.addEventListener("click", function () { close(true); });
      panel.appendChild(cross);
      panel.appendChild(answered(button.asks));
      if (button.asks.row) {
        var link = made("a", "Адрес этой строки", { href: "#" + button.asks.row });
        link.addEventListener("click", function () { close(false); });
        panel.appendChild(made("p")).appendChild(link);
      }
      document.querySelector("main").appendChild(panel);
      button.setAttribute("aria-expanded", "true");
      settle(button);
      cross.focus({ preventScroll: true });
    }
    function settle(button) {
      var box = button.getBoundingClientRect();
      if (getComputedStyle(panel).position === "fixed") {
        var over = box.bottom + 8 - panel.getBoundingClientRect().top;
        if (over > 0) { window.scrollBy(0, over); }
        return;
      }
      var left = Math.min(box.left, page.clientWidth - panel.offsetWidth - 14);
      panel.style.left = Math.max(14, left) + window.scrollX + "px";
      panel.style.top = box.bottom + 6 + window.scrollY + "px";
      var below = panel.getBoundingClientRect().bottom + 8 - window.innerHeight;
      if (below > 0) { window.scrollBy(0, Math.min(below, box.top - 90)); }
    }
    function close(back) {
      if (!panel) { return; }
      panel.remove();
      panel = null;
      asked.setAttribute("aria-expanded", "false");
      if (back) { asked.focus({ preventScroll: true }); }
    }
    document.addEventListener("click", function (event) {
      var button = event.target.closest(".asks");
      if (button && !event.target.closest("a") && !String(window.getSelection())) {
        if (button.getAttribute("aria-expanded") === "true") { close(true); } else { open(button); }
      } else if (panel && !panel.contains(event.target)) {
        close(false);
      }
    });
    document.addEventListener("keydown", function (event) {
      var button = event.target.closest && event.target.closest(".asks");
      if (event.key === "Escape" && panel) { close(true); }
      if (event.key === "Tab" && panel && panel.contains(event.target)) {
        var stops = all("a, button", panel);
        var last = event.shiftKey ? stops[0] : stops[stops.length - 1];
        if (event.target === last) { close(true); event.preventDefault(); }
      }
      if (!button) { return; }
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(button); }
      // Within a sentence or a table, arrows go from number to number: one stop of Tab for all of them.
      var step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 0, ArrowUp: 0 }[event.key];
      if (step === undefined) { return; }
      var next = step ? beside(button, step) : across(button, event.key === "ArrowDown");
      if (!next) { return; }
      event.preventDefault();
      button.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
    function beside(button, step) {
      var them = all(".asks", button.closest("table, .said"));
      return them[them.indexOf(button) + step];
    }
    function across(button, down) {
      var cell = button.closest("td, th"), row = cell && cell.parentElement;
      while (row) {
        row = down ? row.nextElementSibling : row.previousElementSibling;
        var there = row && row.cells[cell.cellIndex] && row.cells[cell.cellIndex].querySelector(".asks");
        if (there && !row.classList.contains("away")) { return there; }
      }
      return null;
    }
    soon(all(".said"), function (said) {
      if (said.dataset.said in evidence.said) { sentence(said, evidence.said[said.dataset.said]); }
    });
    soon(all(".table, .drawing").filter(function (box) { return box.id in evidence.cells; }), cells);
  }());

  // What is far below is made ready when the reader comes near: a page of 400 schools opens at once.
  function soon(elements, act) {
    if (!("IntersectionObserver" in window)) { elements.forEach(act); return; }
    var near = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) { return; }
        near.unobserve(entry.target);
        act(entry.target);
      });
    }, { rootMargin: "1500px 0px" });
    elements.forEach(function (element) { near.observe(element); });
  }

  soon(all(".table[data-names]"), usable);
  soon(all(".drawing"), enlarges);
  var tells = "ResizeObserver" in window && new ResizeObserver(function (entries) {
    entries.forEach(function (entry) { entry.target.tellsWidth(); });
  });
  if (tells) {
    soon(all(".table, details.numbers"), function (box) {
      var scroll = box.querySelector(".scroll");
      scroll.tellsWidth = tellWidth(box);
      tells.observe(scroll);
    });
  }
}());
