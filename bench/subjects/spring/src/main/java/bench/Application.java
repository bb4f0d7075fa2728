package bench;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@SpringBootApplication
@RestController
public class Application {
  record Login(String username, int attributes, int size) {}

  private final AtomicLong changes = new AtomicLong();

  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  /** Sessions as JSON, like those of the other subjects. The default is JDK serialization. */
  @Bean
  RedisSerializer<Object> springSessionDefaultRedisSerializer() {
    return new GenericJacksonJsonRedisSerializer(new JsonMapper());
  }

  @PostMapping("/login")
  ResponseEntity<String> logIn(@RequestBody Login login, HttpServletRequest request) {
    HttpSession former = request.getSession(false);
    if (former != null) former.invalidate();
    HttpSession session = request.getSession(true);
    session.setAttribute("username", login.username());
    for (int i = 0; i < login.attributes() - 1; i++) {
      session.setAttribute("attribute" + i, "x".repeat(login.size()));
    }
    return json(login.username());
  }

  @GetMapping("/me")
  ResponseEntity<String> me(HttpServletRequest request) {
    return json(username(request));
  }

  @PostMapping("/change")
  ResponseEntity<String> change(HttpServletRequest request) {
    String username = username(request);
    HttpSession session = request.getSession();
    int length = String.valueOf(session.getAttribute("attribute0")).length();
    String value = String.valueOf(changes.incrementAndGet());
    session.setAttribute("attribute0", value + ".".repeat(length - value.length()));
    return json(username);
  }

  private static String username(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null) throw new IllegalStateException("The request has no session");
    return String.valueOf(session.getAttribute("username"));
  }

  /** A text, so that the answer has its length in a header, as the bench's client needs it. */
  private static ResponseEntity<String> json(String username) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body("{\"username\":\"" + username + "\"}");
  }
}
