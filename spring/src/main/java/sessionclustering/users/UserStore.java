package sessionclustering.users;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Repository;

/** Users in Redis, one hash for each, as in backend/src/users/user-repository.ts: {@code user:<username>}. */
@Repository
class UserStore {

	/** A user that has never logged in is removed after a day. */
	private static final String UNUSED_SECONDS = "86400";

	private static final RedisScript<Boolean> CREATE = RedisScript.of("""
			if redis.call('HSETNX', KEYS[1], 'passwordHash', ARGV[1]) == 0 then return 0 end
			redis.call('HSET', KEYS[1], 'createdAt', ARGV[2])
			redis.call('EXPIRE', KEYS[1], ARGV[3])
			return 1
			""", Boolean.class);

	/** KEYS[1] the user; ARGV: the expected hash, then field, value, field, value, … */
	private static final RedisScript<Boolean> REPLACE = RedisScript.of("""
			if redis.call('HGET', KEYS[1], 'passwordHash') ~= ARGV[1] then return 0 end
			redis.call('HSET', KEYS[1], unpack(ARGV, 2))
			return 1
			""", Boolean.class);

	private final StringRedisTemplate redis;

	UserStore(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/** @return false when the name is taken */
	boolean create(String username, String passwordHash) {
		return this.redis.execute(CREATE, keys(username), passwordHash, now(), UNUSED_SECONDS);
	}

	Optional<StoredPassword> password(String username) {
		List<String> values = fields(username, "passwordHash", "passwordChangedAt");
		return Optional.ofNullable(values.get(0))
			.map((hash) -> new StoredPassword(hash, Optional.ofNullable(values.get(1)).orElse("")));
	}

	/** The browser of the last login, or null. */
	String lastBrowser(String username) {
		return fields(username, "lastBrowser").get(0);
	}

	/** The user does not expire any more. */
	void noteLogin(String username, String browser) {
		this.redis.persist(keyOf(username));
		if (browser != null) {
			this.redis.opsForHash().put(keyOf(username), "lastBrowser", browser);
		}
	}

	/** The same password, hashed again. */
	void replaceHash(String username, String before, String after) {
		this.redis.execute(REPLACE, keys(username), before, "passwordHash", after);
	}

	/** @return false when another hash is stored */
	boolean replacePassword(String username, String before, String after) {
		return this.redis.execute(REPLACE, keys(username), before, "passwordHash", after, "passwordChangedAt", now());
	}

	private List<String> fields(String username, String... names) {
		return this.redis.<String, String>opsForHash().multiGet(keyOf(username), List.of(names));
	}

	private static String now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
	}

	private static List<String> keys(String username) {
		return List.of(keyOf(username));
	}

	private static String keyOf(String username) {
		return "user:" + username;
	}

	/** @param changedAt time of the last change, empty when the password has never changed */
	record StoredPassword(String hash, String changedAt) {

	}

}
