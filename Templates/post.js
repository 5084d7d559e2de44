// Sends the page's one form on; without script its button does.
(() => {
  "use strict";
  const form = document.querySelector("form[data-post]");
  if (form) form.submit();
})();
