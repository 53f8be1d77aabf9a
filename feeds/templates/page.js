
// The page works without this. It adds what HTML alone can't do: copying, finding, and a Miniflux of one's own.
(() => {
  "use strict";
  document.documentElement.classList.add("script");
  const byId = (id) => document.getElementById(id);
  const words = () => byId("said").dataset;

  let silence;
  const say = (text) => {
    byId("said").textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => (byId("said").textContent = ""), 4000);
  };

  const copied = (button) => {
    say(words().copied);
    button.dataset.text ??= button.textContent;
    button.textContent = words().copied;
    setTimeout(() => (button.textContent = button.dataset.text), 2000);
  };

  // Where the clipboard may not be written (no HTTPS, no permission) the text is shown, selected, to be copied by hand.
  const offer = (button, text) => {
    const around = button.closest("li, .snippet");
    const field = around.querySelector("textarea") ?? document.createElement("textarea");
    field.value = text;
    field.readOnly = true;
    field.rows = text.split("\n").length;
    field.setAttribute("aria-label", words().selected);
    around.append(field);
    field.focus();
    field.select();
    if (document.execCommand("copy")) {
      field.remove();
      button.focus();
      copied(button);
    } else {
      say(words().selected);
    }
  };

  const copy = async (button) => {
    const code = button.closest(".snippet")?.querySelector("code");
    const text = code ? code.textContent : button.closest("li").querySelector(".formats a").getAttribute("href");
    try {
      await navigator.clipboard.writeText(text);
      copied(button);
    } catch {
      offer(button, text);
    }
  };

  const closeMenus = (but) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (menu !== but) menu.open = false;
  };

  const reveal = (id) => {
    const fold = byId(id)?.closest(".fold");
    if (fold) fold.open = true;
  };

  const MINIFLUX = "masthead-miniflux";
  let feed = "";
  const askForMiniflux = (link) => {
    feed = new URL(link.href).searchParams.get("uri");
    try { byId("miniflux-at").value = localStorage.getItem(MINIFLUX) ?? byId("miniflux-at").value; } catch { /* no storage */ }
    byId("miniflux").showModal();
    byId("miniflux-at").select();
  };
  const openMiniflux = () => {
    const address = byId("miniflux-at").value.trim().replace(/\/+$/, "");
    try { localStorage.setItem(MINIFLUX, address); } catch { /* no storage */ }
    location.assign(address + "/bookmarklet?uri=" + encodeURIComponent(feed));
  };

  const find = () => {
    const asked = byId("find").value.trim().toLocaleLowerCase();
    let number = 0;
    for (const family of document.querySelectorAll(".family")) {
      let here = 0;
      for (const item of family.querySelectorAll("li.feed")) {
        item.hidden = !item.querySelector(".about").textContent.toLocaleLowerCase().includes(asked);
        here += !item.hidden;
      }
      family.hidden = !here;
      if (family.matches(".fold")) family.open = asked !== "" && here > 0;
      number += here;
    }
    say(asked && words().found.replace("{number}", number));
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const link = target.closest("a");
    const button = target.closest("button");
    closeMenus(target.closest(".menu"));
    if (button?.matches(".copy")) copy(button);
    if (button?.matches(".cancel")) byId("miniflux").close();
    if (link?.matches("nav a")) reveal(link.hash.slice(1));
    if (link?.closest(".menu") && link.hostname === "reader.miniflux.app" && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      askForMiniflux(link);
    }
  });
  document.addEventListener("submit", openMiniflux);
  document.addEventListener("input", (event) => event.target.id === "find" && find());
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest(".menu")));
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("DOMContentLoaded", () => reveal(location.hash.slice(1)));
})();
