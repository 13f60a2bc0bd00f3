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
