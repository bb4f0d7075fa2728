package sessionclustering.session;

import java.nio.charset.StandardCharsets;

import sessionclustering.Settings;

import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.stereotype.Component;

/**
 * The names of keys, and the idle timeout. Spring Session's repository names a session {@code <namespace>:sessions:<id>},
 * and only the namespace can be set. The Fastify backends name it {@code session:<id>}, so a serializer removes the word
 * between.
 */
@Component
class SessionKeys implements SessionRepositoryCustomizer<RedisSessionRepository> {

	static final String PREFIX = "session:";

	private final Settings settings;

	SessionKeys(Settings settings) {
		this.settings = settings;
	}

	@Override
	public void customize(RedisSessionRepository repository) {
		repository.setDefaultMaxInactiveInterval(this.settings.idleTimeout());
		((RedisTemplate<?, ?>) repository.getSessionRedisOperations()).setKeySerializer(new ShortKeys());
	}

	private static final class ShortKeys implements RedisSerializer<String> {

		private static final String SPRINGS_PREFIX = PREFIX + "sessions:";

		@Override
		public byte[] serialize(String key) {
			return (PREFIX + key.substring(SPRINGS_PREFIX.length())).getBytes(StandardCharsets.UTF_8);
		}

		/** Only for commands that answer keys. The repository sends none. */
		@Override
		public String deserialize(byte[] bytes) {
			throw new UnsupportedOperationException();
		}

	}

}
