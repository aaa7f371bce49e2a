@echo off
rem Starts Veery on Windows: any Java from 21 on, from JAVA_HOME or the PATH. What the first start loads
rem is kept in an archive of the user, so that later ones are faster.
setlocal
set "veery_java="
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "veery_java=%JAVA_HOME%\bin\java.exe"
if not defined veery_java for %%J in (java.exe) do set "veery_java=%%~$PATH:J"
if not defined veery_java (
  echo Veery needs Java 21 or newer: install it, or set JAVA_HOME to where it is. 1>&2
  exit /b 1
)
set "veery_cache=%LOCALAPPDATA%\veery"
if not exist "%veery_cache%" mkdir "%veery_cache%" >nul 2>nul
"%veery_java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData ^
  -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%veery_cache%\veery.jsa" -Xlog:disable -Xlog:all=error:stderr ^
  %VEERY_JAVA_OPTS% -cp "%~dp0..\lib\*" dev.veery.cli.Main %*
exit /b %ERRORLEVEL%
