package sessionclustering.session;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/** Shows the hash of a session as it is in Redis. */
@Component
public class StoredSessions {

	private final StringRedisTemplate redis;

	StoredSessions(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/** @return empty when there is no session */
	public Optional<StoredSession> inspect(String id) {
		String key = SessionKeys.PREFIX + id;
		Long ttlMs = this.redis.getExpire(key, TimeUnit.MILLISECONDS);
		if (ttlMs == null || ttlMs < 0) {
			return Optional.empty();
		}
		Map<String, String> fields = this.redis.<String, String>opsForHash().entries(key);
		return Optional.of(new StoredSession(key, "hash", ttlMs, fields));
	}

	public record StoredSession(String key, String type, long ttlMs, Map<String, String> fields) {

	}

}
