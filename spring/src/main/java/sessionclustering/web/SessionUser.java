package sessionclustering.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import sessionclustering.session.UserSessions;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * Takes the logged-in user from the attribute {@code username} of the session. Spring Security's default stores an object of Java
 * classes in the session (SPRING_SECURITY_CONTEXT), which a session of a Fastify backend does not have.
 */
class SessionUser implements SecurityContextRepository {

	@Override
	public SecurityContext loadContext(HttpRequestResponseHolder holder) {
		HttpSession session = holder.getRequest().getSession(false);
		if (session != null && session.getAttribute(UserSessions.USERNAME) instanceof String username) {
			return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(username, null, List.of()));
		}
		return SecurityContextHolder.createEmptyContext();
	}

	/** A login writes the attribute itself (UserSessions). */
	@Override
	public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
	}

	@Override
	public boolean containsContext(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return session != null && session.getAttribute(UserSessions.USERNAME) instanceof String;
	}

}
