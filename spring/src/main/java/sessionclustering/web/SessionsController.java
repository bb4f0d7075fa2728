package sessionclustering.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.validation.constraints.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sessionclustering.Settings;
import sessionclustering.session.SessionEndings;
import sessionclustering.session.SessionHandles;
import sessionclustering.session.StoredSessions;
import sessionclustering.session.StoredSessions.StoredSession;
import sessionclustering.session.UserIndex;
import sessionclustering.session.UserSessions;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.session.Session;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows the stored session, and lists and ends the user's own sessions on all devices. */
@RestController
@RequestMapping("/api")
class SessionsController {

	private static final Logger logger = LoggerFactory.getLogger(SessionsController.class);

	private final UserIndex index;

	private final UserSessions sessions;

	private final SessionEndings endings;

	private final StoredSessions stored;

	private final SessionHandles handles;

	private final Settings settings;

	SessionsController(UserIndex index, UserSessions sessions, SessionEndings endings, StoredSessions stored,
			SessionHandles handles, Settings settings) {
		this.index = index;
		this.sessions = sessions;
		this.endings = endings;
		this.stored = stored;
		this.handles = handles;
		this.settings = settings;
	}

	/** The key contains the session id, so only the lab shows it. */
	@GetMapping("/session")
	StoredSession session(HttpSession session) {
		StoredSession record = this.stored.inspect(session.getId()).orElseThrow(Problem::notLoggedIn);
		return this.settings.lab() ? record
				: new StoredSession("session:…", record.type(), record.ttlMs(), record.fields());
	}

	@GetMapping("/sessions")
	List<ListedSession> list(@AuthenticationPrincipal String username,
			@RequestParam(defaultValue = "50") @Pattern(regexp = "[1-9][0-9]?|100") String limit,
			@RequestParam(defaultValue = "") @Pattern(regexp = "[0-9]{0,16}") String after, HttpSession session,
			HttpServletResponse response) {
		UserIndex.Page page = this.index.page(username, Integer.parseInt(limit), after);
		if (page.next() != null) {
			response.setHeader(HttpHeaders.LINK,
					"</api/sessions?limit=" + limit + "&after=" + page.next() + ">; rel=\"next\"");
		}
		return page.sessions().stream().map((listed) -> listed(listed, session.getId())).toList();
	}

	@DeleteMapping("/sessions/{handle}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void end(@AuthenticationPrincipal String username, @PathVariable String handle, HttpSession session,
			HttpServletResponse response) {
		String id = this.index.sessions(username)
			.stream()
			.map(Session::getId)
			.filter((one) -> this.handles.isOf(handle, one))
			.findFirst()
			.filter(this.endings::end)
			.orElseThrow(() -> new Problem(404, "no-such-session", "None of your sessions has this handle."));
		logger.info("event=revoked username={} session={} by={}", username, this.handles.of(id),
				this.handles.of(session.getId()));
		if (id.equals(session.getId())) {
			leave(session, response);
		}
	}

	@DeleteMapping("/sessions")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void endAll(@AuthenticationPrincipal String username,
			@RequestParam(defaultValue = "false") @Pattern(regexp = "true|false") String all, HttpSession session,
			HttpServletResponse response) {
		boolean everywhere = all.equals("true");
		String own = session.getId();
		int revoked = this.sessions.endAll(username, everywhere ? null : own);
		logger.info("event=revoked username={} revoked={} by={}", username, revoked, this.handles.of(own));
		if (everywhere) {
			leave(session, response);
		}
	}

	/** Without it, Spring Session would try to save the session that has just ended. It also clears the cookie. */
	private static void leave(HttpSession session, HttpServletResponse response) {
		session.invalidate();
		ClearedSession.tell(response);
	}

	private ListedSession listed(Session session, String current) {
		String userAgent = (session.getAttribute("userAgent") instanceof String text) ? text : "";
		return new ListedSession(this.handles.of(session.getId()), session.getId().equals(current), userAgent,
				SessionInfo.of(session, this.settings.absoluteLifetime()));
	}

	record ListedSession(String handle, boolean current, String userAgent, @JsonUnwrapped SessionInfo info) {

	}

}
