// Sets the colours before the first paint: the person's choice, else what the system prefers.
// A plain script in the head, since a module would run too late and the page would flash.
(function () {
  const chosen = localStorage.getItem("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = localStorage.getItem("theme") || (system.matches ? "dark" : "light");
    document.documentElement.dataset.bsTheme = theme;
  };
  apply();
  if (!chosen) system.addEventListener("change", apply);
})();
