package sessionclustering.web;

import java.net.URI;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Which requests a page of another site sent. Browsers send the origin of a request in Sec-Fetch-Site, older browsers in
 * Origin. A client that sends neither (curl) is not a browser, and has no visitor's cookie to abuse. It takes the place of
 * Spring Security's CSRF token.
 */
final class CrossSite {

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

	private CrossSite() {
	}

	static boolean isRefused(HttpServletRequest request) {
		if (SAFE_METHODS.contains(request.getMethod())) {
			return false;
		}
		String site = request.getHeader("Sec-Fetch-Site");
		if (site != null) {
			return !site.equals("same-origin") && !site.equals("none");
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		return origin != null && !isHost(origin, request.getHeader(HttpHeaders.HOST));
	}

	private static boolean isHost(String origin, String host) {
		try {
			String authority = URI.create(origin).getAuthority();
			return authority != null && authority.equalsIgnoreCase(host);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
