package sessionclustering.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import sessionclustering.session.SessionGoneException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Turns every exception of a controller, and of the saving of its session, into application/problem+json. */
@RestControllerAdvice
class ProblemAdvice implements WebMvcConfigurer {

	@ExceptionHandler
	ResponseEntity<Problem.Body> handle(Exception exception, HttpServletRequest request) {
		if (exception instanceof SessionGoneException) {
			// Or Spring Session would try to save it again. It also clears the cookie.
			HttpSession session = request.getSession(false);
			if (session != null) {
				session.invalidate();
			}
		}
		Problem problem = Problems.of(exception);
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (exception instanceof HttpRequestMethodNotSupportedException ex) {
			headers.set(HttpHeaders.ALLOW, Problems.allowed(ex));
		}
		if (problem.retryAfterSeconds() != null) {
			headers.set(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds().toString());
		}
		return new ResponseEntity<>(problem.body(), headers, problem.status());
	}

	/**
	 * Spring Session saves the session before the first byte of the answer is sent. An answer with a body is sent by the
	 * controller's method. This sends one without: an error in saving is then still handled above, and the client is not
	 * told that a change was made.
	 */
	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new HandlerInterceptor() {
			@Override
			public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler,
					ModelAndView modelAndView) throws Exception {
				response.flushBuffer();
			}
		});
	}

}
