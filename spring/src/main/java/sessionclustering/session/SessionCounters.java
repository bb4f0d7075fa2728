package sessionclustering.session;

import java.util.List;
import java.util.OptionalLong;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;

/**
 * Adds to a number in a session, in one step. {@code HttpSession} has no such method: reading, adding and
 * {@code setAttribute} would lose one of two increments at the same moment. The attributes of the request's own
 * {@code HttpSession} keep the value that was read, and Spring Session does not write it back.
 */
@Component
public class SessionCounters {

	/** Answers false when the session has ended. An attribute that Spring Session has removed is an empty text. */
	private static final RedisScript<Long> INCREMENT = RedisScript.of("""
			if redis.call('HEXISTS', KEYS[1], 'creationTime') == 0 then return false end
			if redis.call('HGET', KEYS[1], ARGV[1]) == '' then redis.call('HDEL', KEYS[1], ARGV[1]) end
			return redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
			""", Long.class);

	private final StringRedisTemplate redis;

	SessionCounters(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/** @return the new value; empty when the session has ended */
	public OptionalLong increment(String id, String attribute) {
		Long value = this.redis.execute(INCREMENT, List.of(SessionKeys.PREFIX + id), "sessionAttr:" + attribute);
		return (value != null) ? OptionalLong.of(value) : OptionalLong.empty();
	}

}
