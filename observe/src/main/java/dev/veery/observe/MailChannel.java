package dev.veery.observe;

import dev.veery.engine.observe.Channel;
import dev.veery.engine.observe.Message;
import dev.veery.engine.observe.ObserveProvider.Mail;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Mail by SMTP: one connection for each message, as there are few. */
final class MailChannel implements Channel {

  private final Mail settings;
  private final Session session;

  MailChannel(Mail settings) {
    this.settings = settings;
    String protocol = settings.tls() ? "smtps" : "smtp";
    String millis = Long.toString(settings.timeout().toMillis());
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", protocol);
    for (String timeout : List.of("connectiontimeout", "timeout", "writetimeout")) {
      properties.put("mail." + protocol + "." + timeout, millis);
    }
    properties.put("mail." + protocol + ".ssl.checkserveridentity", "true");
    properties.put("mail." + protocol + ".auth", Boolean.toString(settings.user() != null));
    properties.put("mail.smtp.starttls.enable", "true");
    properties.put("mail.smtp.starttls.required", Boolean.toString(mustEncrypt()));
    this.session = Session.getInstance(properties);
  }

  /** A password never crosses a network in the clear. */
  private boolean mustEncrypt() {
    String host = settings.host().toLowerCase(Locale.ROOT);
    boolean here =
        host.equals("localhost")
            || host.startsWith("127.")
            || host.equals("[::1]")
            || host.equals("::1");
    return settings.user() != null && !here;
  }

  @Override
  public void send(Message message) throws IOException {
    // The library looks for its parts by the thread's class loader.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(MailChannel.class.getClassLoader());
    try (Transport transport = session.getTransport()) {
      MimeMessage mail = mail(message);
      transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
      transport.sendMessage(mail, mail.getAllRecipients());
    } catch (AuthenticationFailedException e) {
      throw new Refused("the server does not take this user or password");
    } catch (SendFailedException e) {
      if (e instanceof SMTPSendFailedException refused && refused.getReturnCode() / 100 == 4) {
        throw new IOException(said(e), e);
      }
      throw new Refused(said(e));
    } catch (AddressException e) {
      throw new Refused("no address: " + said(e));
    } catch (MessagingException e) {
      throw new IOException(said(e), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String said(MessagingException e) {
    Exception next = e.getNextException();
    String message = String.valueOf(e.getMessage()).strip();
    return next == null || next.getMessage() == null
        ? message
        : message + ": " + next.getMessage().strip();
  }

  private MimeMessage mail(Message message) throws MessagingException {
    MimeMessage mail = new MimeMessage(session);
    mail.setFrom(new InternetAddress(settings.from()));
    for (String to : settings.to()) {
      mail.addRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(to));
    }
    mail.setSentDate(Date.from(message.at()));
    mail.setSubject(message.headline().replaceAll("[\\r\\n]+", " "), "UTF-8");
    mail.setText(text(message), "UTF-8");
    // Answers of holiday programs help nobody.
    mail.setHeader("Auto-Submitted", "auto-generated");
    return mail;
  }

  private static String text(Message message) {
    StringBuilder text = new StringBuilder();
    text.append(message.text()).append("\n\n");
    if (!message.remedy().isEmpty()) {
      text.append(message.remedy()).append("\n\n");
    }
    line(text, "command", message.about().command());
    line(text, "environment", message.about().environment());
    line(text, "database", message.about().database());
    line(text, "by", message.about().actor());
    line(text, "at", message.at().toString());
    line(text, "run", message.run() == 0 ? "" : Long.toString(message.run()));
    String code = message.code();
    line(text, "code", code == null ? "" : code);
    line(text, "Veery", message.about().build());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(name).append(": ").append(value).append('\n');
    }
  }
}
