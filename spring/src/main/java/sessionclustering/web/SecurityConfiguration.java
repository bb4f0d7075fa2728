package sessionclustering.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String[] READABLE = { "/api/me", "/api/session", "/api/sessions", "/api/cart" };

	@Bean
	SecurityFilterChain api(HttpSecurity http, EveryAnswerFilter answers) throws Exception {
		return http
			// By method: another method of these paths is 405, with or without a login.
			.authorizeHttpRequests((requests) -> requests
				.requestMatchers(HttpMethod.GET, READABLE)
				.authenticated()
				.requestMatchers(HttpMethod.HEAD, READABLE)
				.authenticated()
				.requestMatchers(HttpMethod.POST, "/api/password", "/api/cart/*")
				.authenticated()
				.requestMatchers(HttpMethod.PUT, "/api/cart/*")
				.authenticated()
				.requestMatchers(HttpMethod.DELETE, "/api/cart/*", "/api/sessions", "/api/sessions/*")
				.authenticated()
				.anyRequest()
				.permitAll())
			.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(
					(request, response, exception) -> answers.write(response, Problem.notLoggedIn())))
			.securityContext((context) -> context.securityContextRepository(new SessionUser()))
			// CrossSite takes the place of the token, nginx sets the headers, and the controllers log in and out.
			.csrf(AbstractHttpConfigurer::disable)
			.headers(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement(AbstractHttpConfigurer::disable)
			.build();
	}

	/** An address that Spring Security's firewall refuses, for example with a double slash. */
	@Bean
	RequestRejectedHandler badAddress(EveryAnswerFilter answers) {
		return (request, response, exception) -> answers.write(response,
				new Problem(400, "bad-url", "The address cannot be read."));
	}

}
