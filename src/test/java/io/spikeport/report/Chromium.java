package io.spikeport.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by its debugging protocol. */
public final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final long SECONDS = 60;

  private final Path profile;
  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final List<JsonObject> events = Collections.synchronizedList(new ArrayList<>());
  private int last;

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  public Chromium() throws Exception {
    this.profile = Files.createTempDirectory("spikeport-chromium");
    this.process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    String port = awaitPort();
    HttpClient client = HttpClient.newHttpClient();
    this.socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(page(client, port)), new Messages())
            .get(SECONDS, TimeUnit.SECONDS);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", "{}");
    }
  }

  private String awaitPort() throws Exception {
    Path file = profile.resolve("DevToolsActivePort");
    for (long end = System.nanoTime() + SECONDS * 1_000_000_000L; System.nanoTime() < end; ) {
      if (Files.exists(file) && Files.readString(file).contains("\n")) {
        return Files.readString(file).lines().findFirst().orElseThrow();
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException(
        "chromium does not start: " + Files.readString(profile.resolve("log")));
  }

  private static String page(HttpClient client, String port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonElement target : JsonParser.parseString(body).getAsJsonArray()) {
      if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
        return target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
      }
    }
    throw new IllegalStateException("no page in " + body);
  }

  private final class Messages implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean complete) {
      text.append(data);
      if (complete) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        if (message.has("id")) {
          answers.remove(message.get("id").getAsInt()).complete(message);
        } else {
          events.add(message);
        }
      }
      from.request(1);
      return null;
    }
  }

  /** Calls a method of the protocol. */
  public JsonObject call(String method, String parameters) throws Exception {
    int id = ++last;
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket
        .sendText(
            "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
        .get(SECONDS, TimeUnit.SECONDS);
    JsonObject message = answer.get(SECONDS, TimeUnit.SECONDS);
    if (!message.has("result")) {
      throw new IllegalStateException(method + ": " + message);
    }
    return message.getAsJsonObject("result");
  }

  /** Opens a file, and waits until it is loaded. */
  public void open(Path file, int width, boolean dark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":" + width + ",\"height\":900,\"deviceScaleFactor\":1,\"mobile\":false}");
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
            + (dark ? "dark" : "light")
            + "\"}]}");
    events.clear();
    call("Page.navigate", "{\"url\":\"" + file.toUri() + "\"}");
    for (long end = System.nanoTime() + SECONDS * 1_000_000_000L; System.nanoTime() < end; ) {
      if (!events("Page.loadEventFired").isEmpty()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("the page does not load");
  }

  /** What happened since the page was opened. */
  public List<JsonObject> events(String method) {
    synchronized (events) {
      return events.stream()
          .filter(event -> event.get("method").getAsString().equals(method))
          .map(event -> event.getAsJsonObject("params"))
          .toList();
    }
  }

  /** Everything that the page complained about. */
  public List<String> complaints() {
    return Stream.concat(
            Stream.concat(
                events("Log.entryAdded").stream(), events("Runtime.exceptionThrown").stream()),
            events("Runtime.consoleAPICalled").stream())
        .map(JsonObject::toString)
        .toList();
  }

  /** Value of a JavaScript expression, or of what it promises. */
  public JsonElement evaluate(String expression) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("returnByValue", true);
    parameters.addProperty("awaitPromise", true);
    JsonObject result = call("Runtime.evaluate", parameters.toString());
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(result.toString());
    }
    return result.getAsJsonObject("result").get("value");
  }

  public List<String> strings(String expression) throws Exception {
    JsonArray array = evaluate(expression).getAsJsonArray();
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  /** Presses a key and lets it go. */
  public void press(String key, int code) throws Exception {
    String rest =
        "\"key\":\"" + key + "\",\"code\":\"" + key + "\",\"windowsVirtualKeyCode\":" + code + "}";
    call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"," + rest);
    call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"," + rest);
  }

  /** The whole page as PNG. */
  public byte[] screenshot() throws Exception {
    String data =
        call("Page.captureScreenshot", "{\"captureBeyondViewport\":true,\"format\":\"png\"}")
            .get("data")
            .getAsString();
    return Base64.getDecoder().decode(data);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.abort();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
