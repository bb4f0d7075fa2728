package sessionclustering.session;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import sessionclustering.Settings;
import sessionclustering.web.Problem;

import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/** Begins the sessions of users, and ends them. */
@Component
public class UserSessions {

	public static final String USERNAME = "username";

	private final SharedSessionRepository<? extends Session> repository;

	private final UserIndex index;

	private final SessionEndings endings;

	private final Settings settings;

	UserSessions(SharedSessionRepository<? extends Session> repository, UserIndex index, SessionEndings endings,
			Settings settings) {
		this.repository = repository;
		this.index = index;
		this.endings = endings;
		this.settings = settings;
	}

	/**
	 * Gives the request a new session with these attributes. The old one ends, so an id that was planted before the login
	 * is of no use (session fixation).
	 * @param whenStored runs when the session is in Redis and in the user's index; if it throws, the session ends
	 */
	public HttpSession begin(HttpServletRequest request, String username, Map<String, Object> attributes,
			Runnable whenStored) {
		HttpSession old = request.getSession(false);
		if (old != null) {
			old.invalidate();
		}
		HttpSession session = request.getSession(true);
		attributes.forEach(session::setAttribute);
		session.setAttribute(USERNAME, username);
		String id = session.getId();
		long created = session.getCreationTime();
		this.repository.afterFirstSave(id, () -> {
			try {
				long count = this.index.add(username, id, created);
				enforceLimit(username, id, count);
				whenStored.run();
			}
			catch (RuntimeException ex) {
				// Ends it in Redis, and for this request: Spring Session would save it again with the answer of the exception.
				session.invalidate();
				throw ex;
			}
		});
		return session;
	}

	/**
	 * Gives the request's session a new id. The attributes stay.
	 * @throws SessionGoneException when the session has ended meanwhile
	 */
	public HttpSession renew(HttpServletRequest request, String username) {
		HttpSession old = request.getSession();
		Map<String, Object> attributes = Collections.list(old.getAttributeNames())
			.stream()
			.collect(Collectors.toMap(Function.identity(), old::getAttribute));
		// Not changeSessionId: Spring Session would rename the key, and the user's index would still name the old one.
		if (!this.endings.end(old.getId())) {
			throw new SessionGoneException();
		}
		return begin(request, username, attributes, () -> {
		});
	}

	/** @return how many sessions ended */
	public int endAll(String username, String exceptId) {
		return (int) this.index.sessions(username)
			.stream()
			.map(Session::getId)
			.filter((id) -> !Objects.equals(id, exceptId))
			.filter(this.endings::end)
			.count();
	}

	private void enforceLimit(String username, String id, long count) {
		int most = this.settings.maxSessionsPerUser();
		if (most == 0 || count <= most) {
			return;
		}
		List<Session> sessions = this.index.sessions(username);
		List<String> excess = sessions.subList(0, Math.max(0, sessions.size() - most))
			.stream()
			.map(Session::getId)
			.toList();
		if (!excess.isEmpty() && this.settings.onMaxSessions().equals("refuse")) {
			throw new Problem(403, "too-many-sessions", "Log out somewhere else first.");
		}
		excess.forEach(this.endings::end);
		if (excess.contains(id)) {
			throw new SessionGoneException();
		}
	}

}
