package sessionclustering.session;

import java.util.List;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Ends sessions: removes the hash, then its entry in the index of its user. */
@Component
public class SessionEndings {

	/** Reads the user and deletes the session in one step. Answers false when there was no session. */
	private static final RedisScript<String> END = RedisScript.of("""
			if redis.call('EXISTS', KEYS[1]) == 0 then return false end
			local user = redis.pcall('HGET', KEYS[1], 'sessionAttr:username')
			redis.call('DEL', KEYS[1])
			return type(user) == 'string' and user or ''
			""", String.class);

	private final StringRedisTemplate redis;

	private final JsonMapper json = JsonMapper.shared();

	SessionEndings(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/** @return whether there was a session */
	public boolean end(String id) {
		String user = this.redis.execute(END, List.of(SessionKeys.PREFIX + id));
		if (user == null) {
			return false;
		}
		if (user.startsWith("\"")) {
			this.redis.opsForZSet().remove(UserIndex.keyOf(this.json.readValue(user, String.class)), id);
		}
		return true;
	}

}
