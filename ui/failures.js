// What the browser itself must say, because the server cannot: it is down, full or refused the request.
(() => {
  const language = navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
  document.documentElement.lang = language;

  const tell = (sentence) => {
    let alert = document.getElementById("failure");
    if (!alert) {
      alert = document.createElement("div");
      alert.id = "failure";
      alert.setAttribute("role", "alert");
      document.body.append(alert);
    }
    alert.textContent = sentence;
    alert.hidden = !sentence;
  };
  const sentences = SENTENCES[language];

  const ask = window.fetch;
  window.fetch = async (resource, options) => {
    const address = String(resource.url || resource);
    const ours = address.includes("/queue/join") || address.includes("/upload");
    let response;
    try {
      response = await ask(resource, options);
    } catch (error) {
      if (error.name !== "AbortError" && address.includes("/gradio_api/")) tell(sentences[0]);
      throw error;
    }
    if (ours) {
      tell(response.ok ? "" : sentences[response.status] || sentences[500]);
    }
    return response;
  };
})();
