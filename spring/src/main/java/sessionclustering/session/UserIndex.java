package sessionclustering.session;

import java.util.ArrayList;
import java.util.List;

import sessionclustering.Settings;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.stereotype.Component;

/**
 * A user's sessions: a sorted set of ids by creation, which the Fastify backends write as well. With it, "my devices" lists
 * the sessions of both languages. Spring Session's own index (the indexed repository) has other keys, needs keyspace
 * notifications, and only Java knows it.
 * <p>
 * A session that expires does not remove itself. Its id is removed when it is found.
 */
@Component
public class UserIndex {

	/** As packages/store/src/redis/scripts/enter-index.ts: no two members have the same score, so that pages have an order. */
	private static final RedisScript<Long> ADD = RedisScript.of("""
			local created = ARGV[2] * 1000
			while #redis.call('ZRANGEBYSCORE', KEYS[1], created, created, 'LIMIT', 0, 1) > 0 do created = created + 1 end
			redis.call('ZADD', KEYS[1], string.format('%.0f', created), ARGV[1])
			redis.call('PEXPIRE', KEYS[1], ARGV[3])
			return redis.call('ZCARD', KEYS[1])
			""", Long.class);

	private final StringRedisTemplate redis;

	private final SessionRepository<? extends Session> sessions;

	private final Settings settings;

	UserIndex(StringRedisTemplate redis, SessionRepository<? extends Session> sessions, Settings settings) {
		this.redis = redis;
		this.sessions = sessions;
		this.settings = settings;
	}

	static String keyOf(String username) {
		return SessionKeys.PREFIX + "user:" + username;
	}

	/** @return how many sessions the user has; those that have expired count until they are found */
	long add(String username, String id, long creationTime) {
		return this.redis.execute(ADD, List.of(keyOf(username)), id, String.valueOf(creationTime),
				String.valueOf(this.settings.absoluteLifetime().toMillis()));
	}

	/** All sessions of the user, oldest first. */
	public List<Session> sessions(String username) {
		List<Session> sessions = new ArrayList<>();
		String next = "";
		while (next != null) {
			Page page = page(username, 100, next);
			sessions.addAll(page.sessions());
			next = page.next();
		}
		return sessions;
	}

	/**
	 * At most so many sessions of the user, oldest first.
	 * @param after where the page begins: {@code next} of the page before, or empty
	 */
	public Page page(String username, int limit, String after) {
		List<Session> sessions = new ArrayList<>();
		String last = after;
		while (true) {
			int missing = limit - sessions.size();
			List<TypedTuple<String>> members = members(username, last, missing + 1);
			for (TypedTuple<String> member : members.subList(0, Math.min(missing, members.size()))) {
				Session session = find(username, member.getValue());
				if (session != null) {
					sessions.add(session);
				}
				last = String.valueOf(member.getScore().longValue());
			}
			if (members.size() <= missing) {
				return new Page(sessions, null);
			}
			if (sessions.size() == limit) {
				return new Page(sessions, last);
			}
		}
	}

	private List<TypedTuple<String>> members(String username, String after, int count) {
		// Scores are whole numbers.
		double from = after.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(after) + 1;
		return List.copyOf(this.redis.opsForZSet()
			.rangeByScoreWithScores(keyOf(username), from, Double.POSITIVE_INFINITY, 0, count));
	}

	/** A session of this user. Removes the id of one that has ended. */
	private Session find(String username, String id) {
		Session session = this.sessions.findById(id);
		if (session != null && username.equals(session.getAttribute("username"))) {
			return session;
		}
		this.redis.opsForZSet().remove(keyOf(username), id);
		return null;
	}

	/** @param next where the next page begins; null after the last one */
	public record Page(List<Session> sessions, String next) {

	}

}
