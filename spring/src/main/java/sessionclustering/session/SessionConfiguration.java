package sessionclustering.session;

import sessionclustering.Settings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;

/** {@code EnableRedisHttpSession}: Spring Boot leaves out Spring Session's repository when there is another one, as here. */
@Configuration(proxyBeanMethods = false)
@EnableRedisHttpSession(redisNamespace = "session")
class SessionConfiguration {

	/** Primary: Spring Session's filter uses this repository, and not the one inside it. */
	@Bean
	@Primary
	SharedSessionRepository<? extends Session> sharedSessionRepository(RedisSessionRepository repository,
			SessionEndings endings, SessionHandles handles, Settings settings) {
		return shared(repository, endings, handles, settings);
	}

	/** Names the type of the repository's sessions, which is not public. */
	private static <S extends Session> SharedSessionRepository<S> shared(SessionRepository<S> repository,
			SessionEndings endings, SessionHandles handles, Settings settings) {
		return new SharedSessionRepository<>(repository, endings, handles, settings);
	}

}
