package sessionclustering.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import sessionclustering.Settings;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first filter: names the server in every answer, forbids caches to store it, refuses changes from other sites, and
 * turns exceptions of later filters into problems. One of those reads the session, before any controller runs.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class EveryAnswerFilter extends OncePerRequestFilter {

	private final Settings settings;

	private final JsonMapper json;

	EveryAnswerFilter(Settings settings, JsonMapper json) {
		this.settings = settings;
		this.json = json;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("X-Served-By", this.settings.name());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		try {
			if (CrossSite.isRefused(request)) {
				throw new Problem(403, "cross-site", "Changes are accepted from this site only.");
			}
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			if (response.isCommitted()) {
				throw ex;
			}
			write(response, Problems.of(ex));
		}
	}

	void write(HttpServletResponse response, Problem problem) throws IOException {
		response.setStatus(problem.status());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		if (problem.retryAfterSeconds() != null) {
			response.setHeader(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds().toString());
		}
		this.json.writeValue(response.getOutputStream(), problem.body());
	}

}
