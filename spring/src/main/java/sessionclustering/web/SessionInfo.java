package sessionclustering.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import jakarta.servlet.http.HttpSession;

import org.springframework.session.Session;

/** The part of a session that clients may see. Times are ISO texts in UTC, with milliseconds. */
record SessionInfo(String createdAt, String lastAccessedAt, String expiresAt, String createdBy) {

	private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
		.withZone(ZoneOffset.UTC);

	static SessionInfo of(HttpSession session, Duration absoluteLifetime) {
		return of(Instant.ofEpochMilli(session.getCreationTime()), Instant.ofEpochMilli(session.getLastAccessedTime()),
				Duration.ofSeconds(session.getMaxInactiveInterval()), session.getAttribute("createdBy"), absoluteLifetime);
	}

	static SessionInfo of(Session session, Duration absoluteLifetime) {
		return of(session.getCreationTime(), session.getLastAccessedTime(), session.getMaxInactiveInterval(),
				session.getAttribute("createdBy"), absoluteLifetime);
	}

	private static SessionInfo of(Instant created, Instant accessed, Duration idle, Object createdBy,
			Duration absoluteLifetime) {
		Instant afterIdle = accessed.plus(idle);
		Instant atMost = created.plus(absoluteLifetime);
		Instant expires = afterIdle.isBefore(atMost) ? afterIdle : atMost;
		String creator = (createdBy instanceof String text) ? text : "";
		return new SessionInfo(ISO.format(created), ISO.format(accessed), ISO.format(expires), creator);
	}

}
