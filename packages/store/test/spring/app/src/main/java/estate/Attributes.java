package estate;

import jakarta.servlet.http.HttpSession;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the application has in its session. Changes are GETs, which need no CSRF token. */
@RestController
class Attributes {
  /** The attributes by name, each as its class and its text. */
  @GetMapping("/attributes")
  Map<String, String> read(HttpSession session) {
    var texts = new TreeMap<String, String>();
    for (String name : Collections.list(session.getAttributeNames())) {
      Object value = session.getAttribute(name);
      texts.put(name, value.getClass().getName() + " " + value);
    }
    return texts;
  }

  @GetMapping("/write")
  void write(HttpSession session) {
    session.setAttribute("text", "Grüße \"Ada\"");
    session.setAttribute("number", 5);
    session.setAttribute("yes", true);
    session.setAttribute("list", new ArrayList<>(List.of("a", "b.c")));
    session.setAttribute("map", new HashMap<>(Map.of("nested", new ArrayList<>(List.of(1, 2.5)))));
    session.setAttribute("longs", new ArrayList<>(List.of(1L, 2L)));
    session.setAttribute("price", new BigDecimal("1.10"));
    session.setAttribute("numbered", new LinkedHashMap<>(Map.of(1, "one")));
    session.setAttribute("tags", new HashSet<>(List.of("a")));
    session.setAttribute("cart", new Cart());
  }

  @GetMapping("/put")
  void put(HttpSession session, @RequestParam String name, @RequestParam(required = false) String value) {
    // Without a value, setAttribute removes.
    session.setAttribute(name, value);
  }

  @GetMapping("/idle")
  int idle(HttpSession session, @RequestParam(required = false) Integer seconds) {
    if (seconds != null) session.setMaxInactiveInterval(seconds);
    return session.getMaxInactiveInterval();
  }
}
