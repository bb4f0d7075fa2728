package sessionclustering.web;

import java.util.Map;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For the supervisor of the process. nginx does not forward these addresses. */
@RestController
class HealthController {

	private final StringRedisTemplate redis;

	HealthController(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/** Does not check Redis: a restart of this process would not bring Redis back. */
	@GetMapping("/livez")
	Map<String, String> live() {
		return Map.of("status", "live");
	}

	/** Without Redis this is the problem 503 of any other address. */
	@GetMapping("/readyz")
	Map<String, String> ready() {
		this.redis.hasKey("session:readiness");
		return Map.of("status", "ready");
	}

}
