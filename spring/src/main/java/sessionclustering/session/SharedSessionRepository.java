package sessionclustering.session;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sessionclustering.Settings;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Spring Session's repository with the rules that the Fastify backends' store has, and Spring's has not:
 * <ul>
 * <li>A hash that is no session (half of one, or written by another program) is no session, and not an error 500.</li>
 * <li>A session ends after its absolute lifetime, whatever its use.</li>
 * <li>A new session is entered in the index of its user.</li>
 * <li>The end of a session during a request is an exception of its own.</li>
 * </ul>
 * Not changed: a save is EXISTS, HMSET of what has changed, PEXPIREAT, and not one step. When a session ends between the
 * first two, Spring writes a hash with {@code lastAccessedTime} alone. All members take it for no session, and Redis
 * removes it after the idle timeout.
 */
class SharedSessionRepository<S extends Session> implements SessionRepository<S> {

	private static final Logger logger = LoggerFactory.getLogger(SharedSessionRepository.class);

	private static final Set<String> TEXTS = Set.of(UserSessions.USERNAME, "createdBy", "userAgent");

	/** The latest time of JavaScript. */
	private static final Instant LATEST_TIME = Instant.ofEpochMilli(8_640_000_000_000_000L);

	private static final int MOST_REPORTED = 1_000;

	private final SessionRepository<S> delegate;

	private final SessionEndings endings;

	private final SessionHandles handles;

	private final Settings settings;

	private final Map<String, Runnable> afterFirstSave = new ConcurrentHashMap<>();

	/** The sessions that were logged as unreadable: each is logged once, whatever the number of its requests. */
	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	SharedSessionRepository(SessionRepository<S> delegate, SessionEndings endings, SessionHandles handles,
			Settings settings) {
		this.delegate = delegate;
		this.endings = endings;
		this.handles = handles;
		this.settings = settings;
	}

	/** What to do when a new session has been stored: until then, its user's index would point to nothing. */
	void afterFirstSave(String id, Runnable task) {
		this.afterFirstSave.put(id, task);
	}

	@Override
	public S createSession() {
		return this.delegate.createSession();
	}

	@Override
	public void save(S session) {
		Runnable task = this.afterFirstSave.remove(session.getId());
		try {
			this.delegate.save(session);
		}
		catch (IllegalStateException ex) {
			// Spring's "Session was invalidated": the key is no longer there.
			throw new SessionGoneException();
		}
		if (task != null) {
			task.run();
		}
	}

	@Override
	public S findById(String id) {
		try {
			S session = this.delegate.findById(id);
			if (session == null) {
				return null;
			}
			check(session);
			if (isAlive(session)) {
				return session;
			}
			this.endings.end(id);
			return null;
		}
		catch (SerializationException | IllegalStateException | ClassCastException | RedisSystemException ex) {
			if (ex instanceof RedisSystemException && !String.valueOf(ex.getCause()).contains("WRONGTYPE")) {
				throw ex;
			}
			report(id, ex);
			return null;
		}
	}

	private void report(String id, RuntimeException cause) {
		if (this.reported.size() >= MOST_REPORTED) {
			this.reported.clear();
		}
		if (this.reported.add(id)) {
			logger.warn("event=session-unreadable session={} cause={}", this.handles.of(id), cause.getMessage());
		}
	}

	@Override
	public void deleteById(String id) {
		this.endings.end(id);
	}

	/** @return false for a session beyond its absolute lifetime, which Spring Session does not know */
	private boolean isAlive(S session) {
		return session.getCreationTime().plus(this.settings.absoluteLifetime()).isAfter(Instant.now());
	}

	/** Another program can write a session with other types, or with times that no clock shows. */
	private static void check(Session session) {
		boolean hasTimes = Stream.of(session.getCreationTime(), session.getLastAccessedTime())
			.allMatch((time) -> time.isAfter(Instant.EPOCH) && time.isBefore(LATEST_TIME))
				&& session.getMaxInactiveInterval().toMillis() > 0;
		boolean hasTypes = session.getAttributeNames().stream().allMatch((name) -> {
			Object value = session.getAttribute(name);
			return name.startsWith("cart:") ? value instanceof Integer || value instanceof Long
					: !TEXTS.contains(name) || value instanceof String;
		});
		if (!hasTimes || !hasTypes) {
			throw new IllegalStateException("A time or an attribute has another type");
		}
	}

}
