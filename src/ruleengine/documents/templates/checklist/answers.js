"use strict";
(() => {
  const form = document.getElementById("checklist");
  const status = document.getElementById("answers-status");
  const own = form.dataset;
  const head = ["ruleset", "ruleset_hash", "product", "product_hash", "lang"];
  let unsaved = false;
  const groups = () => [...document.querySelectorAll(".answers")];
  const fields = (group) => [...group.querySelectorAll("[data-key]")];
  const valueOf = (field) => {
    if (field.type === "radio") return field.checked ? field.value : "";
    if (field.type === "checkbox") return field.checked ? "true" : "";
    return field.value.trim();
  };
  const collected = () => {
    const answers = { format: own.format };
    for (const key of head) answers[key] = own[key];
    answers.requirements = {};
    answers.values = {};
    answers.head = {};
    for (const group of groups()) {
      const found = {};
      for (const field of fields(group)) {
        const value = valueOf(field);
        if (value) found[field.dataset.key] = value;
      }
      const part = group.dataset.part;
      if (part === "head") answers.head = found;
      else if (Object.keys(found).some((key) => key !== "reported"))
        answers[part][group.dataset.name] = { hash: group.dataset.hash, answers: found };
    }
    return answers;
  };
  const shown = (group, given) => {
    for (const field of fields(group)) {
      const value = given[field.dataset.key];
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = value === "true";
      else if (value !== undefined) field.value = value;
    }
  };
  const number = (text) => {
    const found = /^\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*(.*)$/.exec(text || "");
    return found ? { value: Number(found[1]), unit: found[2].trim() } : null;
  };
  const count = () => {
    const totals = {};
    for (const group of groups().filter((one) => one.dataset.part === "requirements")) {
      const chosen = group.querySelector("input[type=radio]:checked");
      const name = chosen ? chosen.value : "";
      totals[name] = (totals[name] || 0) + 1;
      const before = number(group.querySelector("[data-key=reported]").value);
      const after = number(group.querySelector("[data-key=verified]").value);
      const same = before && after && before.unit === after.unit && before.value !== 0;
      group.querySelector("[data-deviation]").textContent = same
        ? ((after.value / before.value - 1) * 100).toFixed(1) + " %" : "";
    }
    for (const one of document.querySelectorAll("[data-count]")) one.textContent = totals[one.dataset.count] || 0;
  };
  const changed = () => { unsaved = true; status.textContent = own.unsaved; count(); };
  document.addEventListener("input", (event) => { if (event.target.dataset.key) changed(); });
  document.getElementById("answers-save").addEventListener("click", () => {
    const blob = new Blob([JSON.stringify(collected(), null, 1) + "\n"], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = (own.product || "checklist") + ".answers.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    unsaved = false;
    status.textContent = own.saved;
  });
  document.getElementById("answers-open").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    let given = {};
    try { given = JSON.parse(await file.text()); } catch { given = {}; }
    if (given.format !== own.format || head.slice(0, 4).some((key) => given[key] !== own[key])) {
      status.textContent = own.other;
      return;
    }
    for (const group of groups()) {
      const part = group.dataset.part;
      const found = part === "head" ? { answers: given.head, hash: "" } : (given[part] || {})[group.dataset.name];
      if (found && found.hash === group.dataset.hash) shown(group, found.answers || {});
    }
    changed();
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
