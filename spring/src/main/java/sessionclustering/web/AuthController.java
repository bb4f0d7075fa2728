package sessionclustering.web;

import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sessionclustering.Settings;
import sessionclustering.session.SessionHandles;
import sessionclustering.session.UserSessions;
import sessionclustering.users.Accounts;
import sessionclustering.users.AttemptLimits;
import sessionclustering.users.AttemptLimits.Sender;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.CookieSerializer.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
class AuthController {

	private static final Logger logger = LoggerFactory.getLogger(AuthController.class);

	/** A longer User-Agent is cut, so that a client cannot fill the session. */
	private static final int USER_AGENT_LENGTH = 200;

	private static final String PASSWORD = "(?s).{1,512}";

	private final Accounts accounts;

	private final AttemptLimits limits;

	private final UserSessions sessions;

	private final SessionHandles handles;

	private final CookieSerializer cookies;

	private final Settings settings;

	AuthController(Accounts accounts, AttemptLimits limits, UserSessions sessions, SessionHandles handles,
			CookieSerializer cookies, Settings settings) {
		this.accounts = accounts;
		this.limits = limits;
		this.sessions = sessions;
		this.handles = handles;
		this.cookies = cookies;
		this.settings = settings;
	}

	@PostMapping("/signup")
	@ResponseStatus(HttpStatus.CREATED)
	SignedUp signUp(@Valid @RequestBody Credentials body, HttpServletRequest request) {
		String username = this.limits.signUp(Sender.of(request),
				() -> this.accounts.signUp(body.username(), body.password()));
		logger.info("event=signed-up username={}", username);
		return new SignedUp(username);
	}

	@PostMapping("/login")
	LoggedIn logIn(@Valid @RequestBody Credentials body, HttpServletRequest request) {
		Sender sender = Sender.of(request);
		Accounts.Login login = this.limits.logIn(sender, body.username(),
				() -> this.accounts.logIn(body.username(), body.password(), sender.browser()));
		String username = login.username();
		String userAgent = Objects.requireNonNullElse(request.getHeader(HttpHeaders.USER_AGENT), "");
		Map<String, Object> attributes = Map.of("createdBy", this.settings.name(), "userAgent",
				userAgent.substring(0, Math.min(userAgent.length(), USER_AGENT_LENGTH)));
		HttpSession session = this.sessions.begin(request, username, attributes,
				// A password change during this login ended the sessions that existed then, but not this new one.
				() -> this.accounts.checkUnchanged(login));
		logger.info("event=logged-in username={} session={}", username, this.handles.of(session.getId()));
		return new LoggedIn(username, SessionInfo.of(session, this.settings.absoluteLifetime()));
	}

	@PostMapping("/logout")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void logOut(HttpServletRequest request, HttpServletResponse response) {
		HttpSession session = request.getSession(false);
		if (session != null) {
			logger.info("event=logged-out session={}", this.handles.of(session.getId()));
			session.invalidate();
		}
		else {
			// Of a session that has ended elsewhere.
			this.cookies.writeCookieValue(new CookieValue(request, response, ""));
		}
		ClearedSession.tell(response);
	}

	@GetMapping("/me")
	Me me(@AuthenticationPrincipal String username, HttpSession session) {
		return new Me(username, this.settings.name(), SessionInfo.of(session, this.settings.absoluteLifetime()));
	}

	@PostMapping("/password")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void changePassword(@AuthenticationPrincipal String username, @Valid @RequestBody NewPassword body,
			HttpServletRequest request, HttpSession session) {
		this.limits.logIn(Sender.of(request), username, () -> {
			this.accounts.changePassword(username, body.current(), body.next());
			return null;
		});
		HttpSession renewed = this.sessions.renew(request, username);
		int revoked = this.sessions.endAll(username, renewed.getId());
		logger.info("event=password-changed username={} session={} revoked={}", username,
				this.handles.of(renewed.getId()), revoked);
	}

	record Credentials(@NotNull @Pattern(regexp = "[\\p{L}\\p{M}\\p{N}._@+-]{1,64}") String username,
			@NotNull @Pattern(regexp = PASSWORD) String password) {

	}

	record NewPassword(@NotNull @Pattern(regexp = PASSWORD) String current,
			@NotNull @Pattern(regexp = PASSWORD) String next) {

	}

	record SignedUp(String username) {

	}

	record LoggedIn(String username, SessionInfo session) {

	}

	record Me(String username, String servedBy, SessionInfo session) {

	}

}
